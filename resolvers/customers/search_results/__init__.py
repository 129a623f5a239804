"""Lists of the customers whom a search or metadata find: their pages and counts."""
