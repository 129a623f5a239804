"""Lists of customers without a search: their pages and counts."""
