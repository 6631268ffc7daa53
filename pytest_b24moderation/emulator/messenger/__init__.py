"""The messenger: chats, messages, and who sees them. Scopes `im`, `imbot` and the open lines speak through it."""
