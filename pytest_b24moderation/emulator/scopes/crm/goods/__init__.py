"""Products, sections, VAT rates and units by the older methods, over the tables of the catalog."""
