"""Mail services that mailboxes may be connected through."""
