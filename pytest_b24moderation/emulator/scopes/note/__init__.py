"""Scope `note`: Knowledge Base 2.0, in REST 3.0 only."""
