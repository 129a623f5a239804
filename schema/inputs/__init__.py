"""GraphQL input types and argument lists, one a file."""
