"""Strawberry on SQLModel's async sessions, with dataloaders."""
