"""Step 1: from the fields that an operation selects, and their declarations, to the tree of typed nodes."""
