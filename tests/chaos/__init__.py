"""Kills at random moments, over and over, and then a count: ``python -m tests.chaos --rounds 100``.

A source that writes its batches to files, the bot in processes of their own that ingest and deliver them,
the stand-in Discord, the real Synapse, and SQLite or PostgreSQL. In the end every subscribed channel must
hold exactly one post for each notice, and the last state of each.
"""
