"""The filter of a customer list, and its parts as SQL conditions."""
