"""Persisted documents: clients send an id or a hash in place of the text."""
