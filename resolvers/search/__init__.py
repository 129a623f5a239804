"""Reading the search: which customers a text finds, in which order, and why."""
