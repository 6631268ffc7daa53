"""Scope `mail`."""
