"""Places in the answer: by the number of a value on its level, the path to it. Only errors and resolvers ask for it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from graphql.pyutils import Path

PlaceOf = Callable[[int], Path]


def at_field(place_of: Callable[[int], Path | None], name: str, type_name: str) -> PlaceOf:
    """The places of a field of objects."""
    return lambda number: Path(place_of(number), name, type_name)


def at_chosen(place_of: PlaceOf, numbers: Sequence[int]) -> PlaceOf:
    """The places of some of the values, which are numbered anew."""
    return lambda number: place_of(numbers[number])


def at_items(place_of: PlaceOf, lists: Sequence[Sequence[Any]]) -> PlaceOf:
    """The places of the items of several lists, which are numbered through."""
    starts = list(accumulate(map(len, lists), initial=0))

    def place(number: int) -> Path:
        index = bisect_right(starts, number) - 1
        return place_of(index).add_key(number - starts[index], None)

    return place
