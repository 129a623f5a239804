"""Servers that answer the same questions, each written as its own documentation teaches it."""
