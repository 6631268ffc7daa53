"""Orders of the shop beside records of the CRM."""
