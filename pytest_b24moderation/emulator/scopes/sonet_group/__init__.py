"""Scope `sonet_group` (pages of the documentation also write `sonet`)."""

GRANTED_BY = ("sonet_group", "sonet", "socialnetwork")
