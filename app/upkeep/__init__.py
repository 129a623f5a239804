"""Background work: sweeping old records, writing last uses."""
