"""REST scopes: the folder is the permission, a file is one entity."""
