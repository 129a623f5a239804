"""The processes that render invoices."""
