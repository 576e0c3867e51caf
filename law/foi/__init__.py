"""The clocks of a Freedom of Information request: from dated events to what is due, late and next. Pure."""
