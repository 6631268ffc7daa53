"""What the version card declares: the VER rules."""
