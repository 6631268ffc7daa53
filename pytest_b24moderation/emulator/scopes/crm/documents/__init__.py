"""Documents made from templates, and their numbers."""
