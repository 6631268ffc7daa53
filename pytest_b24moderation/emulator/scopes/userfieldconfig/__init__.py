"""Scope `userfieldconfig`: settings of user fields of any module."""
