"""Lists in pages, after Relay's cursor connections."""
