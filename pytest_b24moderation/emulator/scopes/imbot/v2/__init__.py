"""`imbot.v2.*`. restdocs: api-reference/chat-bots/chat-bots-v2."""
