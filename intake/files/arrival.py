"""What comes in: a parsed JSON value and its place, or why there is none."""

from typing import Any, NamedTuple

from intake.report import Place


class Arrival(NamedTuple):
    """`problem` is None unless the place holds nothing that can be read."""

    place: Place
    value: Any = None
    problem: str | None = None
