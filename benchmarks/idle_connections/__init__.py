"""Very many idle connections beside clients that send requests."""
