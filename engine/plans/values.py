"""Values: how the generated functions reach what a field is made of.

A row that was read for the plan is taken apart once, into a variable for each column: a loop over many rows would spend
half of its time on finding columns by their places.
"""

import re
from collections.abc import Callable
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from engine.plans.layouts import Layout, variable_of
from engine.plans.not_covered import NotCovered
from engine.plans.source import Script

_ROW = re.compile(r"\brow\b")
_VARIABLE = re.compile(r"[a-z0-9]_\b")


class Values(Protocol):
    """Expressions over `row`, or over its variables, and what reaches the same in a row at hand."""

    def taken_apart(self, expression: str) -> str | None:
        """The variables that `row` must be assigned to for the expression; None where it needs none."""

    def getter(self, name: str) -> Callable[[Any], Any]:
        """What takes the value, as it is in memory, out of a row."""

    def stored(self, name: str) -> str:
        """The value as it is in memory."""

    def value(self, name: str) -> str:
        """The value as a pure function takes it."""

    def is_text(self, name: str) -> bool:
        """Whether it is known to be text, or null."""

    def is_never_null(self, name: str) -> bool:
        """Whether it is known not to be null."""


def each(expression: str, values: Values, rows: str) -> str:
    """A list of the expression for each of the rows, which it knows as `row` or by its variables."""
    variables = values.taken_apart(expression)
    if variables is None:
        return f"[{expression} for row in {rows}]"
    if _ROW.search(expression):
        return f"[{expression} for row in {rows} for {variables} in [row]]"
    return f"[{expression} for {variables} in {rows}]"


class Columns:
    """Of a row that was read for this plan: a sequence with the columns of its layout."""

    def __init__(self, layout: Layout, script: Script) -> None:
        self._layout = layout
        self._script = script

    def taken_apart(self, expression: str) -> str | None:
        """All columns, where the expression has any."""
        return self._layout.mark if _VARIABLE.search(expression) else None

    def getter(self, name: str) -> Callable[[Any], Any]:
        """The column."""
        return itemgetter(self._layout.place(name))

    def stored(self, name: str) -> str:
        """The column as it is stored."""
        self._layout.place(name)
        return variable_of(name)

    def value(self, name: str) -> str:
        """The column decoded."""
        decoder, stored = self._layout.decoder(name), self.stored(name)
        if decoder is None:
            return stored
        decoded = f"{self._script.bind(decoder, 'decode')}({stored})"
        return decoded if self.is_never_null(name) else f"(None if {stored} is None else {decoded})"

    def is_text(self, name: str) -> bool:
        """By the column's type."""
        return self._layout.is_text(name)

    def is_never_null(self, name: str) -> bool:
        """By the column's constraint."""
        return not self._layout.is_nullable(name)


class NoColumns:
    """Of the root of a query, which is no row."""

    def taken_apart(self, expression: str) -> str | None:
        """There is nothing to take apart."""
        return None

    def getter(self, name: str) -> Callable[[Any], Any]:
        """There is none."""
        raise NotCovered(name)

    def stored(self, name: str) -> str:
        """There is none."""
        raise NotCovered(name)

    value = stored

    def is_text(self, name: str) -> bool:
        """There is none."""
        return False

    is_never_null = is_text


class Parts:
    """Of a named tuple that need not be made, because each of its parts is a column."""

    def __init__(self, values: Values, columns: dict[str, str]) -> None:
        self._values = values
        self._columns = columns

    def taken_apart(self, expression: str) -> str | None:
        """As the row is."""
        return self._values.taken_apart(expression)

    def getter(self, name: str) -> Callable[[Any], Any]:
        """The part's column."""
        return self._values.getter(self._columns[name])

    def stored(self, name: str) -> str:
        """The part's column as it is in memory."""
        return self._values.stored(self._columns[name])

    def value(self, name: str) -> str:
        """The part."""
        return self._values.value(self._columns[name])

    def is_text(self, name: str) -> bool:
        """As its column is."""
        return self._values.is_text(self._columns[name])

    def is_never_null(self, name: str) -> bool:
        """As its column is."""
        return self._values.is_never_null(self._columns[name])


class Attributes:
    """Of an object that a declared function made."""

    def taken_apart(self, expression: str) -> str | None:
        """Its attributes are at hand."""
        return None

    def getter(self, name: str) -> Callable[[Any], Any]:
        """The attribute."""
        return attrgetter(name)

    def stored(self, name: str) -> str:
        """The attribute."""
        return f"row.{name}"

    value = stored

    def is_text(self, name: str) -> bool:
        """Nothing is known of it."""
        return False

    is_never_null = is_text
