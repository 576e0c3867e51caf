"""Whole stories of the FOI desk, played through the real adapters and read where people read them."""
