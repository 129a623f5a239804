"""The page of a subscription."""
