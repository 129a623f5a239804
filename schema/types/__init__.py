"""GraphQL types, one a file."""
