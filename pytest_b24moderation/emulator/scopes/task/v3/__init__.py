"""Tasks in REST 3.0."""
