"""What programs authenticate with: API keys, and the tokens that are made for one customer."""
