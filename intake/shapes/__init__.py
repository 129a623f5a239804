"""Stripe's shapes, before and since API version 2025-03-31, translated into rows: one file a type."""
