"""Scope `im`."""
