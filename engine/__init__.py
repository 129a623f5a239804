"""A GraphQL document in, an answer out."""
