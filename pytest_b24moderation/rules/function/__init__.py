"""What the solution does for its users: the FUN rules."""
