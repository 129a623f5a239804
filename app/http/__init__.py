"""The HTTP routes, and the middleware that every answer passes through."""
