"""The second pass: what was gathered, in the order of its references, into the tables."""
