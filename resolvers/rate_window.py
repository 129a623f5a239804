"""How much of a rate limit a caller has left."""

from typing import NamedTuple


class RateWindow(NamedTuple):
    """What is left of `limit` in a moving window of `length` seconds.

    `until_more` is in seconds from the moment when this was found out: until some of what was taken is there again.
    `until_whole`: until all of it is. Both are 0 while nothing is taken.
    """

    name: str
    limit: int
    length: int
    remaining: int
    until_more: float
    until_whole: float
