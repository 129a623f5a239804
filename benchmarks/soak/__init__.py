"""Mixed load at the rate limit with faults injected, and what must hold all the while."""
