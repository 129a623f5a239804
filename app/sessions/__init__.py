"""Operators who sign in: their passwords checked, their sessions kept, and the cookies that carry them."""
