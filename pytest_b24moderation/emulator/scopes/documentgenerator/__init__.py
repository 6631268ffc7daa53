"""Scope `documentgenerator`."""
