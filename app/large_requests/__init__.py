"""Requests for much: a process beside the one that serves answers them, so that nobody else waits for them."""
