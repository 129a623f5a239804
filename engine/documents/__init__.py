"""GraphQL documents: parsed, validated and cached."""
