"""Scope `lists`."""
