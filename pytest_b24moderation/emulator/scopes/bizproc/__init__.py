"""Scope `bizproc`."""
