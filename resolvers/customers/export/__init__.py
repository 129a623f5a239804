"""Whole lists, read in chunks for an export file."""
