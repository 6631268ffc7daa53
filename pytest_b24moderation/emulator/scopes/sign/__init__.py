"""Scope `sign.b2e`: documents that employees have signed."""

GRANTED_BY = ("sign.b2e",)
