"""How much a caller may ask a second: windows that move, in memory, or in Redis by the `limits` library."""
