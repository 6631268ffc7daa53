"""Scope `department`."""
