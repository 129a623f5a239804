"""Execution without a plan, level by level: each field once for all objects of its place in the document."""
