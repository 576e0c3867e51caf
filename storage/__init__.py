"""What the bot remembers: tables, migrations, and one file of typed functions a subject."""
