"""Where records come from and who calls them: Sales Intelligence traces and call lists."""
