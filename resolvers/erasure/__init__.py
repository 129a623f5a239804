"""Erasing a customer: what it would lead to, the erasure itself, and the end of the retention period."""
