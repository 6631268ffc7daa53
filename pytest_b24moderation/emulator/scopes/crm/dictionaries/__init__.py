"""Dictionaries, pipelines and currencies."""
