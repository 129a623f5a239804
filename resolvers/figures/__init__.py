"""All that is computed for a customer, kept so that a page need not compute it."""
