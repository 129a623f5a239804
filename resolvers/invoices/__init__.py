"""Invoices and their PDFs."""
