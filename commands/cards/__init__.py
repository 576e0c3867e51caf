"""How answers about bodies look: blocks shared by several commands."""
