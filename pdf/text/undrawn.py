"""The characters of an invoice that no font has: they are printed as a replacement character."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from pdf.text.faces import INVISIBLE, find_face

# Parts of an invoice's content that are not printed.
_NOT_TEXT = frozenset({"einvoice", "logo"})


def find_undrawn(content: Any) -> list[str]:
    """Their code points, such as "U+13000", in order."""
    characters = {character for text in _texts(content) for character in text}
    return [f"U+{ord(character):04X}" for character in sorted(characters) if _is_undrawn(character)]


def _is_undrawn(character: str) -> bool:
    is_visible = not character.isspace() and unicodedata.category(character) not in INVISIBLE
    return is_visible and find_face(character) is None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _NOT_TEXT:
                yield from _texts(getattr(value, field.name))
