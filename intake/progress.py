"""How far an import is."""

from collections.abc import Callable
from typing import NamedTuple


class Step(NamedTuple):
    """`part` of the work called `label` is done, from 0 to 1 or None if unknown: that many `objects` so far."""

    label: str
    part: float | None
    objects: int


Progress = Callable[[Step], None]
