"""Scope `cashbox`: cash registers, the handlers that applications bring for them, and receipts."""
