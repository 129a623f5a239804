"""Values: how the generated functions reach what a field is made of."""

from collections.abc import Callable
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from execution.layouts import Layout
from execution.not_covered import NotCovered
from execution.script import Script


class Values(Protocol):
    """Expressions over `row`, the parameter of every generated function, and what reaches the same in a row at hand."""

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


class Columns:
    """Of a row that was read for this plan: a sequence with the columns of its layout."""

    def __init__(self, layout: Layout, script: Script) -> None:
        self._layout = layout
        self._script = script

    def place(self, name: str) -> int:
        """Where the column stands in the row."""
        return self._layout.place(name)

    def getter(self, name: str) -> Callable[[Any], Any]:
        """The column."""
        return itemgetter(self.place(name))

    def stored(self, name: str) -> str:
        """The column as it is stored."""
        return f"row[{self.place(name)}]"

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
