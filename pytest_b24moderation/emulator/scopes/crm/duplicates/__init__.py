"""Duplicates: their search, the fields it looks at, and merging."""
