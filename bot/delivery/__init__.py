"""From the outbox to the networks: what is due is looked up again, worded, posted once, and marked."""
