"""Erasing a customer: what it leads to, the deed, and the end of what must be kept."""
