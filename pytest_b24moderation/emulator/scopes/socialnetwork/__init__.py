"""Scope `socialnetwork`."""

GRANTED_BY = ("socialnetwork", "sonet_group")
