"""Unions of selects that have an order and a limit of their own."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CompoundSelect, Select, select, union_all


def union_ordered(parts: Iterable[Select[Any]]) -> CompoundSelect[Any]:
    """The rows of all parts. Each stands in a subquery: SQLite takes no ORDER BY or LIMIT within a union."""
    return union_all(*(select(*part.subquery(f"part_{at}").c) for at, part in enumerate(parts)))
