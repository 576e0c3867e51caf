"""The Freedom of Information desk: one file a capability, found by its presence here as in `commands`."""
