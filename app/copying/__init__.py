"""Moves everything from one database to another."""
