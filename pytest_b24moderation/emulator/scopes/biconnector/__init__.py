"""Scope `biconnector`: external sources of data for reports."""
