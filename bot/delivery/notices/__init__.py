"""Notices told: the news of official sources and feeds, their changes, and deadlines that come near."""
