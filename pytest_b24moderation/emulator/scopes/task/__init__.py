"""Scope `task` (newer pages of the documentation call it `tasks`)."""

GRANTED_BY = ("task", "tasks")
