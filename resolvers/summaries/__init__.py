"""Figures of customers that are kept as facts change, and what a transaction must know to keep them."""
