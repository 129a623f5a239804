"""Money, time, ids and names."""
