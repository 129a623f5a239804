"""Step 2: the read plan, which says what is read at each level; and how it is run."""
