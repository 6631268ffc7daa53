"""Open lines: where words from outside find an employee."""
