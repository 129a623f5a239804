"""Renders the content of an invoice as a PDF."""
