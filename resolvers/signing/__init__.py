"""Tokens and links that the service signs."""
