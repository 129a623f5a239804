"""Rate limits with moving windows: in memory, or in Redis by the `limits` library."""
