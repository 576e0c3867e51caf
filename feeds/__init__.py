"""What the world publishes: one file a source; normalise, classify, decide, ingest. Knows no chat network."""
