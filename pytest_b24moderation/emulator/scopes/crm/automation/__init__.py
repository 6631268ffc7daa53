"""Triggers of CRM automation."""
