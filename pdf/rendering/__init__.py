"""Renderer the content of an invoice as PDF."""
