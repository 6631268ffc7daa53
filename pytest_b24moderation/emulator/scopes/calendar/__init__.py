"""Scope `calendar`."""
