"""The law's clocks: working days by statute, standstills, and the dates that notices state. Pure."""
