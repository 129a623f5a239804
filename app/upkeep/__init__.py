"""Background work: sweeping old records, writing scheduled ends and last uses."""
