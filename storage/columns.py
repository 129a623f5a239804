"""Columns and indexes that are declared once, with what each dialect needs."""

from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.types import TypeEngine

from storage.dialects import DIALECTS


def bytewise_text() -> TypeEngine[str]:
    """The type of a text that every database compares byte by byte."""
    kind = String()
    for dialect in DIALECTS:
        if dialect.collation is not None:
            kind = kind.with_variant(String(collation=dialect.collation), dialect.name)
    return kind


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows for which the condition holds, alone."""
    conditions: dict[str, Any] = {f"{dialect.name}_where": text(where) for dialect in DIALECTS}
    return Index(name, *columns, **conditions)
