"""How fast and how big the bot is, beside the bare libraries, in one run: ``python -m benchmarks --help``."""
