"""What an operation costs: the nodes that it may return, counted before it is executed."""
