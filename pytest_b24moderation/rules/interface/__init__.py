"""What the solution shows: the UI rules."""
