"""Telephony: calls of applications, and the built-in one."""
