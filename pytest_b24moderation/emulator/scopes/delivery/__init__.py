"""Scope `delivery`: delivery services and the handlers that applications bring for them."""
