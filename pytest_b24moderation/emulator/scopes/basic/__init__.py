"""Scope `basic`: granted to everybody."""
