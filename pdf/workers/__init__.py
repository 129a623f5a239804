"""The worker processes that render invoices."""
