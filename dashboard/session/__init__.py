"""Signing in, and who looks at a page."""
