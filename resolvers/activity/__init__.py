"""A customer's timeline."""
