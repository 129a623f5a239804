"""Ariadne on the raw driver, with dataloaders."""
