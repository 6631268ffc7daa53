"""Scope `disk`."""
