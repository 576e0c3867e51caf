"""The machinery every command shares: what is asked, what is answered, and how one leads to the other."""
