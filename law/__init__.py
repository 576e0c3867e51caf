"""The law's clocks. Empty so far; working days and Freedom of Information deadlines come next."""
