"""GraphQL mutations, one a file."""
