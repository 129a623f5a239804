"""The page of an operator’s own account."""
