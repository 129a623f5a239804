"""XML elements as text, with namespace prefixes; empty ones are left out."""

import re
from datetime import date
from decimal import Decimal
from html import escape

# Characters that XML 1.0 does not allow, not even escaped (production 2, "Char").
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(str):
    """The text of an element; all other text is escaped before it is part of one."""

    __slots__ = ()


def element(tag: str, *content: str | Decimal | int | None, **attributes: str) -> Element | None:
    """An element with children or one text; None if it would be empty, which EN 16931 does not allow."""
    inside = "".join([_write(part) for part in content if part is not None])
    return Element(f"<{tag}{_write_attributes(attributes)}>{inside}</{tag}>") if inside else None


def day(tag: str, moment: date | None) -> Element | None:
    """A date in UNTDID 2379's format 102, CCYYMMDD."""
    text = None if moment is None else moment.isoformat().replace("-", "")
    return element(tag, element("udt:DateTimeString", text, format="102"))


def clean(text: str | None) -> str | None:
    """The text without surrounding space and characters that XML does not allow; None if it is empty."""
    return _NO_CHARACTER.sub("", text).strip() or None if text else None


def _write(part: str | Decimal | int) -> str:
    if isinstance(part, Element):
        return part
    if isinstance(part, str):
        return escape(clean(part) or "", quote=False)
    return format(part, "f") if isinstance(part, Decimal) else str(part)


def _write_attributes(attributes: dict[str, str]) -> str:
    return "".join([f' {name}="{escape(value)}"' for name, value in attributes.items()])
