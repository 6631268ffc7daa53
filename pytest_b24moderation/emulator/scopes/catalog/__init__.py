"""Scope `catalog`: products with their prices, stores, units and properties."""
