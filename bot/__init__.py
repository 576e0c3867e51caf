"""The running bot: command line, configuration and the adapters for console, Discord and Matrix."""
