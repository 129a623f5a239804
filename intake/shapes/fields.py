"""Reads the fields of a JSON object with their types; errors name the field in full."""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from intake.refused import Refused
from intake.shapes.currencies import is_currency
from intake.shapes.decimals import parse_decimal
from intake.shapes.limits import COUNT, MAX_ID, MONEY, MOST_MONEY, SECONDS
from intake.shapes.texts import check_text
from models.values.instant import SECOND, Instant

Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)

_SHOWN = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Fields:
    """One JSON object; `path` says where it stands ("lines[2].price."). Absent and null are both None."""

    __slots__ = ("path", "source")

    def __init__(self, source: dict[str, Any], path: str = "") -> None:
        self.source = source
        self.path = path

    def has(self, name: str) -> bool:
        """Whether there is a value other than null."""
        return self.source.get(name) is not None

    def refuse(self, name: str, why: str) -> Refused:
        """The error to raise about a field."""
        return Refused(f"{self.path}{name} {why}")

    def need(self, read: Callable[[str], Value | None], name: str) -> Value:
        """The value that `read` returns for the name; refused if it is missing."""
        value = read(name)
        if value is None:
            raise self.refuse(name, "is missing")
        return value

    def text(self, name: str) -> str | None:
        """Text; the empty one is None."""
        value = self.source.get(name)
        # Nearly all texts are plain: their path is not needed.
        if value is None or (type(value) is str and value.isascii() and "\0" not in value):
            return value or None
        return check_text(value, f"{self.path}{name}") or None

    def identifier(self, name: str) -> str | None:
        """An id of at most 255 characters. Control characters, which no id of the platform has, make URLs invalid."""
        value = self.text(name)
        if value is not None and len(value) > MAX_ID:
            raise self.refuse(name, f"is longer than {MAX_ID} characters")
        if value is not None and not value.isprintable() and _CONTROL.search(value):
            raise self.refuse(name, "contains a control character")
        return value

    def reference(self, name: str) -> str | None:
        """The id of another object, given as an id or as the expanded object."""
        expanded = self.expanded(name)
        return self.identifier(name) if expanded is None else expanded.need(expanded.identifier, "id")

    def whole(self, name: str, within: range = MONEY) -> int | None:
        """A whole number of the range; by default what an amount may be."""
        value = self.source.get(name)
        if value is None:
            return None
        if type(value) is not int:
            raise self.refuse(name, "is not a whole number")
        if value not in within:
            raise self.refuse(name, _describe_excess(value, within))
        return value

    def moment(self, name: str) -> Instant | None:
        """Seconds since the epoch, as microseconds."""
        seconds = self.whole(name, SECONDS)
        return None if seconds is None else Instant(seconds * SECOND)

    def exact(self, name: str) -> Decimal | None:
        """A decimal, from text or from a number."""
        value = self.source.get(name)
        if value is None:
            return None
        try:
            return parse_decimal(value)
        except Refused as refused:
            raise self.refuse(name, refused.reason) from None

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self.source.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.refuse(name, "is not true or false")
        return value

    def member(self, name: str, enum: type[Member]) -> Member | None:
        """A member of the enum, which is Stripe's value in upper case."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return enum(value.upper())
        except ValueError:
            raise self.refuse(name, f"is unknown: {value[:_SHOWN]!a}") from None

    def currency(self, name: str) -> str | None:
        """An ISO 4217 code in upper case."""
        value = self.text(name)
        if value is None:
            return None
        if not is_currency(code := value.upper()):
            raise self.refuse(name, f"is unknown: {value[:_SHOWN]!a}")
        return code

    def child(self, name: str) -> "Fields | None":
        """An object within."""
        value = self.source.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.refuse(name, "is not an object")
        return Fields(value, f"{self.path}{name}.")

    def expanded(self, name: str) -> "Fields | None":
        """Another object, if it is given expanded and not as an id."""
        value = self.source.get(name)
        return Fields(value, f"{self.path}{name}.") if isinstance(value, dict) else None

    def elements(self, name: str) -> list[Any] | None:
        """What an array or a Stripe list holds."""
        value = self.source.get(name)
        if isinstance(value, dict):
            value = value.get("data")
        if value is None or isinstance(value, list):
            return value
        raise self.refuse(name, "is not a list")

    def children(self, name: str) -> "list[Fields] | None":
        """The objects of an array or of a Stripe list."""
        found = self.elements(name)
        if not found:
            return found
        for index, each in enumerate(found):
            if not isinstance(each, dict):
                raise self.refuse(f"{name}[{index}]", "is not an object")
        return [Fields(each, f"{self.path}{name}[{index}].") for index, each in enumerate(found)]

    def complete(self, told: dict[str, Any]) -> "Fields":
        """The same object, with these values for fields that it lacks or has as null."""
        if not told:
            return self
        return Fields(told | {name: value for name, value in self.source.items() if value is not None}, self.path)

    def is_cut_short(self, name: str) -> bool:
        """Whether a Stripe list says that it holds its first page only."""
        value = self.source.get(name)
        return isinstance(value, dict) and value.get("has_more") is True


def _describe_excess(value: int, within: range) -> str:
    if value < 0 and within.start == 0:
        return "is negative"
    if within is SECONDS:
        return "is a time beyond the year 9999"
    return "is beyond 32 bits" if within is COUNT else f"is beyond {MOST_MONEY:,}"
