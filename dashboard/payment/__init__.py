"""The page of a payment."""
