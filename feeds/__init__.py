"""What the world publishes: one file a source. Empty so far; tenders and notices come next."""
