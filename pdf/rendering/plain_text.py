"""Text made safe to print: characters that no font has, or that could deceive a reader, are replaced or removed."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from xhtml2pdf.bidi import needs_bidi  # type: ignore[import-untyped]

from pdf.content.invoice_content import InvoiceContent
from pdf.einvoice.einvoice import EInvoice
from pdf.text.faces import INVISIBLE, REPLACEMENT, find_face

# Embeddings, overrides and isolates (Unicode TR 9), which could reorder the text around a name, and control characters.
_UNWANTED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_content(content: InvoiceContent) -> InvoiceContent:
    """The same content without control characters and lone surrogates in its texts."""
    return cast("InvoiceContent", _clean(content))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub(REPLACEMENT, _UNWANTED.sub("", value))
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    # An e-invoice has rules of its own for its texts.
    if is_dataclass(value) and not isinstance(value, (EInvoice, type)):
        return replace(value, **{each.name: _clean(getattr(value, each.name)) for each in fields(value)})
    return value


def drawable_text(text: str) -> str:
    """The text as a page shows it: a replacement character if no font has one, nothing for invisible ones."""
    return "".join(_drawable(character) for character in text)


def fill(pattern: str, **values: str) -> str:
    """The pattern with its fields filled in, so that no value reorders the text around it (UAX #9, 2.7)."""
    reorders = needs_bidi(pattern) or any(map(needs_bidi, values.values()))
    return pattern.format(**{name: f"\u2068{value}\u2069" if reorders else value for name, value in values.items()})


def _drawable(character: str) -> str:
    if character.isspace() or find_face(character):
        return character
    return "" if unicodedata.category(character) in INVISIBLE else REPLACEMENT
