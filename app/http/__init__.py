"""What answers over HTTP, and what every answer goes through."""
