"""Scope `crm`."""
