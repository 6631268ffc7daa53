"""Connectors of open lines, which applications register."""

GRANTED_BY = ("imopenlines", "imconnector")
