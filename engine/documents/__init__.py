"""GraphQL documents: parsed, validated and remembered."""
