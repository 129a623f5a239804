"""Very many connections that want nothing, beside those of people who do."""
