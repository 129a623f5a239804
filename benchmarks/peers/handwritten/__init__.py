"""The same answers by routes written by hand on the raw driver: as fast as this can be in Python."""
