"""Scope `humanresources`: the company's structure in REST 3.0."""
