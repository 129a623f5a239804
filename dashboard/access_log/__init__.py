"""The page of who read a customer."""
