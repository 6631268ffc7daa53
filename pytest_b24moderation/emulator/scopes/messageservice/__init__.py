"""Message providers (SMS) of applications."""
