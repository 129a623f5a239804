"""What lets many requests share one event loop and few connections: lanes, turns and time limits."""
