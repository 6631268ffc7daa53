"""Scope `placement`."""
