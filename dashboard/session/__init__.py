"""Signing in and out, and what a page knows about the request."""
