"""`im.v2.*`: events that a person's agent fetches, and files. restdocs: api-reference/chat-bots/chat-bots-v2/im.v2."""
