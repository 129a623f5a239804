"""The state of a page, which lives in its URL: read, and written into the links to its other states."""

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
    """The path and the parameters of a page that are not empty."""

    path: str
    values: Mapping[str, str]

    @classmethod
    def read(cls, path: str, parameters: Mapping[str, str], known: frozenset[str]) -> "Query":
        """The parameters that the page knows; others, and empty ones, are left out."""
        return cls(path, {name: value for name, value in parameters.items() if name in known and value})

    def get(self, name: str) -> str:
        """A parameter's value, empty where it is not given."""
        return self.values.get(name, "")

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """A parameter as one of the choices, None where it is not given; raises BadInput for another value."""
        value = self.get(name)
        try:
            return choices(value) if value else None
        except ValueError:
            raise BadInput(f"“{value[:40]}” is not a choice of “{name}”.") from None

    def link(self, anchor: str | None = None, **changes: str | None) -> str:
        """The URL of the same page with some parameters changed; None and "" leave one out."""
        kept = {name: value for name, value in {**self.values, **changes}.items() if value}
        query = f"?{urlencode(kept)}" if kept else ""
        return f"{self.path}{query}" + (f"#{anchor}" if anchor else "")

    def day(self, name: str) -> date | None:
        """A parameter as a day, None where it is not given; raises BadInput for what is no day."""
        value = self.get(name)
        try:
            day = date.fromisoformat(value) if value else None
        except ValueError:
            raise BadInput(f"“{value[:40]}” is not a day like 2026-11-22.") from None
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInput(f"“{name}” must lie between {FIRST_YEAR} and {LAST_YEAR}.")
        return day
