"""The lives that customers lead, one file for each kind, so that a support agent sees all of them."""
