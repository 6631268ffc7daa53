"""Scope `userconsent`: agreements, and consents to them."""
