"""What is known of the columns of a table, from their types."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import AutoString, SQLModel

from models.columns import EnumText
from models.scoped import column_names
from storage.decoding import column_decoder


class ColumnType(NamedTuple):
    """What a table's column holds. `decode` makes the model's value of the stored one; None where they are the same."""

    decode: Callable[[Any], Any] | None
    is_text: bool
    is_nullable: bool


@lru_cache(maxsize=1024)
def column_type(model: type[SQLModel], name: str) -> ColumnType:
    """What the model's column holds."""
    column = _columns_of(model)[name]
    decode = _decoder(column.type)
    # SQLModel's own type of text doesn't say that it is one.
    is_plain_text = decode is None and (isinstance(column.type, AutoString) or column.type.python_type is str)
    return ColumnType(decode, is_plain_text, bool(column.nullable))


def _decoder(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, EnumText):
        return kind.members.__getitem__
    return column_decoder(kind)


@lru_cache(maxsize=64)
def _columns_of(model: type[SQLModel]) -> dict[str, Any]:
    table: Any = model.__table__  # type: ignore[attr-defined]
    return dict(zip(column_names(model), table.c, strict=True))
