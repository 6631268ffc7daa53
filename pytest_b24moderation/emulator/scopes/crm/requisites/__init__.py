"""Requisites of contacts and companies, their presets, bank details, addresses and links."""
