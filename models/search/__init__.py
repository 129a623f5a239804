"""The rules of the search: how texts are folded, cut into what finds them, and read from what people type."""
