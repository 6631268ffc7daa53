"""Installation, removal, reinstallation: the INS rules."""
