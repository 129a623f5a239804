"""Tables of derived rows: a read of them costs the same however many rows they are computed from."""
