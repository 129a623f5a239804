"""Bulk load: parts of an input that hold new objects are built in memory by other processes, and copied as a whole."""
