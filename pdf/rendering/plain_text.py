"""Text as it may be printed: what no font draws, or what deceives a reader, replaced or dropped."""

import re
import unicodedata
from dataclasses import fields, replace
from typing import Any, cast

from xhtml2pdf.bidi import needs_bidi  # type: ignore[import-untyped]

from pdf.content.invoice_content import DocumentLine, InvoiceDocument, Party, TaxLine
from pdf.text.faces import REPLACEMENT, find_face

# Embeddings, overrides and isolates (Unicode TR 9), which in a name only reorder what stands around it; controls.
_UNWANTED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me"})


def clean_document(document: InvoiceDocument) -> InvoiceDocument:
    """The same document, its texts without controls and halves of surrogate pairs."""
    return cast("InvoiceDocument", _clean(document))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub(REPLACEMENT, _UNWANTED.sub("", value))
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    if isinstance(value, (InvoiceDocument, Party, DocumentLine, TaxLine)):
        return replace(value, **{each.name: _clean(getattr(value, each.name)) for each in fields(value)})
    return value


def drawable_text(text: str) -> str:
    """The text as a page shows it: a replacement sign for what no font draws, nothing for what shows nothing."""
    return "".join(_drawable(character) for character in text)


def fill(pattern: str, **values: str) -> str:
    """The pattern with its fields filled; no value reorders what stands around it (UAX #9, 2.7)."""
    reorders = needs_bidi(pattern) or any(map(needs_bidi, values.values()))
    return pattern.format(**{name: f"\u2068{value}\u2069" if reorders else value for name, value in values.items()})


def _drawable(character: str) -> str:
    if character.isspace() or find_face(character):
        return character
    return "" if unicodedata.category(character) in _INVISIBLE else REPLACEMENT
