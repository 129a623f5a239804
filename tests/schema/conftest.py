"""A client that runs GraphQL against the schema, as one viewer."""

from tests.asking import ask

__all__ = ["ask"]
