"""The GraphQL documents of this installation: their limits, the persisted ones, and the manifests of trusted ones."""
