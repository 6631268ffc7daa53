"""Scopes `user`, `user_basic` and `user_brief`: the same methods, with fewer fields."""

GRANTED_BY = ("user", "user_basic", "user_brief")
