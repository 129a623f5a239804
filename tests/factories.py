"""Builders: each adds one row with sensible values, keyword overrides, and the parents it was given."""
