"""The Discord adapter: gateway events to requests, replies to embeds and buttons. See docs/discord.md."""
