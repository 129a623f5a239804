"""The description of the REST routes, in OpenAPI's language. GraphQL has its own: `schema.graphql`."""
