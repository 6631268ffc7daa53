"""Scope `log`: the feed."""
