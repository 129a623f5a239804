"""A parsed JSON value and its place in the input, or why it can't be read."""

from typing import Any, NamedTuple

from intake.report import Place
from models.values.instant import Instant


class Arrival(NamedTuple):
    """`problem` is None unless the place holds nothing that can be read.

    `as_of` is when the value was fetched, None where its source does not tell. `is_first_page` marks the place of
    a list that says there is more.
    """

    place: Place
    value: Any = None
    problem: str | None = None
    as_of: Instant | None = None
    is_first_page: bool = False
