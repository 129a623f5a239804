"""What turns the values of a column, as a driver gives them, into the values of a model."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.types import TypeEngine

from storage.statement import Row

Decoder = Callable[[Any], Any]

_AS_THEY_ARE: Callable[[Iterable[Any]], list[Any]] = list


def column_decoder(column_type: TypeEngine[Any]) -> Decoder | None:
    """A decoder that is right for every database; None where no database needs one."""
    decode: Decoder | None = getattr(column_type, "decode", None)
    return bool if decode is None and isinstance(column_type, Boolean) else decode


def row_decoder(decoders: Sequence[Decoder | None]) -> Callable[[Iterable[Sequence[Any]]], list[Row]]:
    """What decodes rows, given the decoder of each column."""
    active = [(index, decode) for index, decode in enumerate(decoders) if decode is not None]
    if not active:
        return _AS_THEY_ARE

    def decode_rows(rows: Iterable[Sequence[Any]]) -> list[Row]:
        decoded = [list(row) for row in rows]
        for index, decode in active:
            for row, value in zip(decoded, map(itemgetter(index), decoded), strict=True):
                if value is not None:
                    row[index] = decode(value)
        return list(map(tuple, decoded))

    return decode_rows
