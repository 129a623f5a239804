"""Stored PDFs: each is rendered once and kept."""
