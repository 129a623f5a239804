"""SQL written by SQLAlchemy and run by the driver: a statement compiled once, and its rows decoded."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, Numeric, SelectBase, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as aiosqlite_dialect
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Decoder = Callable[[Any], Any]

DIALECTS: dict[str, Dialect] = {"sqlite": aiosqlite_dialect(), "postgresql": asyncpg_dialect()}  # type: ignore[no-untyped-call]

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_AS_THEY_ARE: Callable[[Iterable[Any]], list[Any]] = list
_LIST = Text().with_variant(ARRAY(Text()), "postgresql")


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled read: `sql` in the driver's own form, and how values go in and rows come out."""

    sql: str
    bind: Callable[[Mapping[str, Any]], Sequence[Any]]
    decode: Callable[[Iterable[Sequence[Any]]], list[Row]]


def list_parameter(name: str) -> Any:
    """A parameter that takes a list of strings of any length, so that the statement's shape stays one."""
    return bindparam(name, type_=_LIST)


def elements_of(name: str, dialect: str) -> TableValuedAlias:
    """A list parameter as a table with one column, `value`."""
    if dialect == "sqlite":
        return func.json_each(list_parameter(name)).table_valued("value", name=name)
    return func.unnest(list_parameter(name)).table_valued("value", name=name).render_derived()


def among(column: ColumnElement[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Whether the column's value is in a list parameter."""
    return column.in_(select(elements_of(name, dialect).c.value))


def compile_statement(select: SelectBase, dialect: str, *, decoded: bool = True) -> Statement:
    """The statement for a driver, `dialect` being "sqlite" or "postgresql"; not `decoded`, rows come as stored."""
    compiled: Any = select.compile(dialect=DIALECTS[dialect])
    constants = {name: _plain(value) for name, value in compiled.params.items() if value is not None}
    names: list[str] = compiled.positiontup
    kinds = {name: compiled.binds[name].type for name in names}
    lists = frozenset(name for name, kind in kinds.items() if kind is _LIST)
    texts = frozenset(name for name, kind in kinds.items() if not isinstance(kind, Numeric | Integer | Boolean)) - lists
    decoders = [column_decoder(column.type, dialect) for column in select.selected_columns]
    decode = _row_decoder(decoders if decoded else [])
    return Statement(compiled.string, _binder(names, constants, lists, texts, dialect), decode)


def column_decoder(column_type: TypeEngine[Any], dialect: str) -> Decoder | None:
    """What turns the driver's value into the model's, or None where they are the same."""
    decode: Decoder | None = getattr(column_type, "decode", None)
    if decode is None and isinstance(column_type, Boolean) and dialect == "sqlite":
        return bool
    return decode


def _binder(
    names: list[str], constants: dict[str, Any], lists: frozenset[str], texts: frozenset[str], dialect: str
) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    encode_list: Callable[[list[str]], Any] = _json_list if dialect == "sqlite" else _clean_list
    in_order = _values_of(names)

    def bind(values: Mapping[str, Any]) -> Sequence[Any]:
        given = {**constants, **values}
        if lists:
            for name in lists:
                given[name] = encode_list(given[name])
        for name in texts:
            text = given[name]
            # What can be printed holds nothing unstorable; hardly a text can't.
            if text and not text.isprintable():
                given[name] = _clean(text)
        return in_order(given)

    return bind


def _values_of(names: list[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    # Of one name an itemgetter makes no sequence.
    return itemgetter(*names) if len(names) > 1 else lambda given: [given[name] for name in names]


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _clean(value: str) -> str:
    # PostgreSQL's text holds no NUL, and UTF-8 no half of a surrogate pair: what contains one can match
    # nothing there, nor may it be an error.
    return _UNSTORABLE.sub("\ufffd", value)


def _clean_list(values: list[str]) -> list[str]:
    return values if "".join(values).isprintable() else list(map(_clean, values))


def _json_list(values: list[str]) -> str:
    return orjson.dumps(_clean_list(values)).decode()


def _row_decoder(decoders: list[Decoder | None]) -> Callable[[Iterable[Sequence[Any]]], list[Row]]:
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
