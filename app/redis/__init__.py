"""What all processes of the service share in Redis."""
