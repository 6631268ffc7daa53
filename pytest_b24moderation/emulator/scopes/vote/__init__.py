"""Scope `vote`: polls of the feed and of chats."""
