"""Scope `sale`: orders with their baskets, payments, shipments and properties."""
