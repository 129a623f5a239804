"""Subscriptions: items, previews and changes."""
