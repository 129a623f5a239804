"""The state of a page, which is kept in the query string of its URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from resolvers.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1970, 9000

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Query:
    """A page's path and its non-empty parameters."""

    path: str
    values: Mapping[str, str]

    @classmethod
    def read(cls, path: str, parameters: Mapping[str, str], known: frozenset[str]) -> "Query":
        """From the parameters of a request, without unknown and empty ones."""
        return cls(path, {name: value for name, value in parameters.items() if name in known and value})

    def get(self, name: str) -> str:
        """A parameter's value; empty if it is missing."""
        return self.values.get(name, "")

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """A parameter as one of the choices; None if it is missing. Raises BadInput for another value."""
        value = self.get(name)
        try:
            return choices(value) if value else None
        except ValueError:
            raise BadInput(f"“{value[:40]}” is not a valid choice for “{name}”.") from None

    def link(self, anchor: str | None = None, **changes: str | None) -> str:
        """The URL of the page with some parameters changed; None and "" remove one."""
        kept = {name: value for name, value in {**self.values, **changes}.items() if value}
        query = f"?{urlencode(kept)}" if kept else ""
        return f"{self.path}{query}" + (f"#{anchor}" if anchor else "")

    def day(self, name: str) -> date | None:
        """A parameter as a day; None if it is missing. Raises BadInput for another text."""
        value = self.get(name)
        try:
            day = date.fromisoformat(value) if value else None
            # It reads other forms, too, such as that of a week's day.
            if day is not None and day.isoformat() != value:
                raise ValueError(value)
        except ValueError:
            raise BadInput(f"“{value[:40]}” is not a date in the form 2026-11-22.") from None
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInput(f"“{name}” must be between {FIRST_YEAR} and {LAST_YEAR}.")
        return day
