"""Elements of XML as text: written with their prefixes, and left out where they hold nothing."""

import re
from datetime import date
from decimal import Decimal
from html import escape

# What XML 1.0 can't hold (its production 2, "Char"), not even escaped.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(str):
    """An element's text; everything else is escaped before it stands in one."""

    __slots__ = ()


def element(tag: str, *content: str | Decimal | int | None, **attributes: str) -> Element | None:
    """An element of children or of one text; None when there is nothing in it: EN 16931 has no use for empty ones."""
    inside = "".join([_write(part) for part in content if part is not None])
    return Element(f"<{tag}{_write_attributes(attributes)}>{inside}</{tag}>") if inside else None


def day(tag: str, moment: date | None) -> Element | None:
    """A date in UNTDID 2379's format 102, CCYYMMDD."""
    text = None if moment is None else moment.isoformat().replace("-", "")
    return element(tag, element("udt:DateTimeString", text, format="102"))


def clean(text: str | None) -> str | None:
    """The text without what XML can't hold and without space around it; None when nothing is left."""
    return _NO_CHARACTER.sub("", text).strip() or None if text else None


def _write(part: str | Decimal | int) -> str:
    if isinstance(part, Element):
        return part
    if isinstance(part, str):
        return escape(clean(part) or "", quote=False)
    return format(part, "f") if isinstance(part, Decimal) else str(part)


def _write_attributes(attributes: dict[str, str]) -> str:
    return "".join([f' {name}="{escape(value)}"' for name, value in attributes.items()])
