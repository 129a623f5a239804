"""Tables of figures that are kept as facts change, so that reading them costs the same however many facts there are."""
