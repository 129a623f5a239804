"""The GraphQL engine: a request in, an answer out. `executor` is the entry point, and shows the whole path."""
