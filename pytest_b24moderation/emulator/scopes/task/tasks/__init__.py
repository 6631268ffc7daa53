"""Tasks themselves."""
