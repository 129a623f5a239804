"""Customers: lists, searches, summaries and tokens."""
