"""How much a caller may ask a second: windows that move, by the `limits` library."""
