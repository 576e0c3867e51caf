"""The FOI desk told: what is due of requests, to people in private and to their campaign's channels."""
