"""What the world publishes: one file a source; normalise, classify, decide, ingest. Knows no network of ours."""
