"""Cancelling a subscription and taking a scheduled cancellation back."""
