"""One compiled read, and the rows that it gives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`sql` in the driver's own form, how values become its parameters, and how its rows are decoded."""

    sql: str
    bind: Callable[[Mapping[str, Any]], Sequence[Any]]
    decode: Callable[[Iterable[Sequence[Any]]], list[Row]]
