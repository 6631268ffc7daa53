"""Scope `imbot`: bots of both generations. restdocs: api-reference/chat-bots."""
