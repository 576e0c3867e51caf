"""The console: the bot in a terminal, so that anyone can try it."""
