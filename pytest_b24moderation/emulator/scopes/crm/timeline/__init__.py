"""The timeline of records: comments, log entries, notes, pins, pictures."""
