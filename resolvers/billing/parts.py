"""Rows with the columns of several tables side by side."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlmodel import SQLModel

# Each table with the named tuple that its columns become.
Parts = tuple[tuple[type[SQLModel], Any], ...]


def split_row(row: Iterable[Any], parts: Parts) -> list[Any]:
    """One tuple for each table."""
    columns = iter(row)
    return [kind(*islice(columns, len(kind._fields))) for _, kind in parts]
