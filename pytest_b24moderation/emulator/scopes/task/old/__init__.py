"""Methods of earlier years, still documented."""
