"""What is written down of each request and each failure."""
