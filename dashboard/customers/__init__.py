"""The list of customers, as a page and as a file."""
