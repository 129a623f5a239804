"""Reads that SQLAlchemy writes and a driver runs, each compiled once for a dialect."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Numeric, SelectBase, select

from storage.decoding import row_decoder
from storage.dialect import Dialect
from storage.statement import Statement
from storage.text import clean_text


def among(column: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether the column's value is in the list of strings that is bound as `name`."""
    return column.in_(select(dialect.elements_of(name).c.value))


def compile_statement(select: SelectBase, dialect: Dialect, *, decoded: bool = True) -> Statement:
    """The statement for the dialect's driver; not `decoded`, its rows come as they are stored."""
    compiled: Any = select.compile(dialect=dialect.compiler)
    constants = {name: _plain(value) for name, value in compiled.params.items() if value is not None}
    names: list[str] = compiled.positiontup
    types = {name: compiled.binds[name].type for name in names}
    lists = frozenset(name for name, kind in types.items() if kind is dialect.list_type)
    texts = frozenset(name for name, kind in types.items() if not isinstance(kind, Numeric | Integer | Boolean)) - lists
    decoders = [dialect.column_decoder(column.type) for column in select.selected_columns] if decoded else []
    bind = _binder(names, constants, lists, texts, dialect.encode_list)
    return Statement(compiled.string, bind, row_decoder(decoders))


def _binder(
    names: list[str],
    constants: dict[str, Any],
    lists: frozenset[str],
    texts: frozenset[str],
    encode_list: Callable[[list[str]], Any],
) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    in_order = _values_of(names)

    def bind(values: Mapping[str, Any]) -> Sequence[Any]:
        given = {**constants, **values} if constants else values
        for name in lists:
            given = {**given, name: encode_list(given[name])}
        for name in texts:
            text = given[name]
            # A printable text has nothing unstorable, and nearly every text is printable.
            if text and not text.isprintable():
                given = {**given, name: clean_text(text)}
        return in_order(given)

    return bind


def _values_of(names: list[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    # An itemgetter of one name gives the value itself, not a sequence.
    return itemgetter(*names) if len(names) > 1 else lambda given: [given[name] for name in names]


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
