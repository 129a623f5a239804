"""A rate limit, and what became of an attempt to take from it."""

from typing import NamedTuple

from resolvers.rate_window import RateWindow


class Limit(NamedTuple):
    """So much in any `length` seconds: `whole` for all processes together, or `share` for this one alone."""

    name: str
    length: int
    whole: int
    share: int


# Whether there was room, and where the caller stands after it. Without room nothing is taken.
Taking = tuple[bool, RateWindow]
