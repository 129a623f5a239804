"""Mixed load at the rate limit with faults injected, and the checks that must hold throughout."""
