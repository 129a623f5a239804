"""Value types: money, time, ids and names."""
