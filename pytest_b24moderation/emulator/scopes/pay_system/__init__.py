"""Scope `pay_system`: payment systems and the handlers that applications bring for them."""
