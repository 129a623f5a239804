"""Paths in the answer: from the number of a value on its level to its path. Only errors and resolvers need them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from graphql.pyutils import Path

PathOf = Callable[[int], Path]


def at_field(path_of: Callable[[int], Path | None], name: str, type_name: str) -> PathOf:
    """The paths of a field of objects."""
    return lambda number: Path(path_of(number), name, type_name)


def at_chosen(path_of: PathOf, numbers: Sequence[int]) -> PathOf:
    """The paths of some of the values, which get new numbers."""
    return lambda number: path_of(numbers[number])


def at_items(path_of: PathOf, lists: Sequence[Sequence[Any]]) -> PathOf:
    """The paths of the items of several lists, which are numbered consecutively."""
    starts = list(accumulate(map(len, lists), initial=0))

    def path(number: int) -> Path:
        index = bisect_right(starts, number) - 1
        return path_of(index).add_key(number - starts[index], None)

    return path
