"""Scope `main`."""
