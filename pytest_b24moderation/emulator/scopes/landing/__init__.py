"""Scope `landing`: sites with their pages and blocks, and the blocks, widgets and templates of applications."""
