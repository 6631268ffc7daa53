"""Scope `entity`."""
