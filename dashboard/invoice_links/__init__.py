"""The page of the links to an invoice."""
