"""Manifests of trusted documents: read at the start, and again when they change."""
