"""A customer's figures: computed, stored, refreshed and verified."""
