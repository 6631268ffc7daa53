"""Scope `timeman`."""
