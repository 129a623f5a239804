"""A count that was not made, because a list is long."""


class Estimate(int):
    """About how many there are."""
