"""Scope `vote`: polls of the feed."""
