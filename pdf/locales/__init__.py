"""The labels of an invoice in each language."""
