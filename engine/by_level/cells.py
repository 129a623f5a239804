"""Cells: the completed values of one field, one for each object, of which some may have failed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeGuard

Cell = Any


class Failure:
    """Stands for a value that failed: the error as it was raised, or located where null is not allowed."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


def is_failure(cell: Cell) -> TypeGuard[Failure]:
    """Whether the cell failed."""
    return cell.__class__ is Failure


def have_failed(cells: Iterable[Cell]) -> bool:
    """Whether any of the cells did."""
    return Failure in set(map(type, cells))


def attempt(function: Callable[[Any], Cell], item: Any) -> Cell:
    """The function's result for the item, or a failure."""
    try:
        return function(item)
    except Exception as error:
        return Failure(error)


def attempt_each(
    function: Callable[[Any], Cell],
    items: Sequence[Any],
    function_of_all: Callable[[Any], Iterable[Cell]] | None = None,
) -> list[Cell]:
    """A pure function's result for each item, or a failure: nearly always there is none.

    `function_of_all` does the same for all items in less time, if none of them fails.
    """
    try:
        return list(map(function, items) if function_of_all is None else function_of_all(items))
    except Exception:
        return [attempt(function, item) for item in items]
