"""What the next charges of customers are computed from, read in a few statements."""
