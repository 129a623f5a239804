"""The GraphQL engine: a request in, an answer out. `executor` is the one way in, and shows the whole path."""
