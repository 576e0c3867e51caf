"""What the commands of the FOI desk and its reminders share: counting, recording, telling, and rights."""
