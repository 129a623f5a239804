"""How programs authenticate: with an API key, or with a token for one customer."""
