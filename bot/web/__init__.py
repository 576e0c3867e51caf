"""The bot's own web server: secret calendars, and its health for monitoring."""
