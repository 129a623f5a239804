"""Files that pages lead to."""
