"""Variables and arguments: what a request gives, coerced and handed to the functions that the fields declare."""
