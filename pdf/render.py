"""One invoice as PDF: values in, bytes out."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from reportlab import rl_config  # type: ignore[import-untyped]
from xhtml2pdf import parser as tag_registry  # type: ignore[import-untyped]
from xhtml2pdf.config.resources import ResourceAccessPolicy  # type: ignore[import-untyped]
from xhtml2pdf.document import pisaDocument  # type: ignore[import-untyped]

from pdf import to_unicode
from pdf.document import InvoiceDocument
from pdf.fonts import REPLACEMENT, choose_families
from pdf.long_table import LongTableTag
from pdf.page_total import PageLabelsTag, PageLabelTag
from pdf.plain_text import clean_text

# No base directory and nothing remote: content reads no file and no URL, a data: URI excepted.
NOTHING_OUTSIDE = ResourceAccessPolicy.server(None, allow_remote=False, max_render_seconds=None)

INK = "#1a1f36"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,")


class InvoiceNotRendered(Exception):
    """xhtml2pdf reports errors in the document; the argument is their number."""


def render_invoice(document: InvoiceDocument) -> bytes:
    """Return the invoice as PDF. Equal documents give equal bytes, with the same versions of all libraries.

    Raises whatever goes wrong inside the libraries; nothing is read but the template and the fonts.
    """
    families, undrawable = choose_families("".join(_strings(document)))
    html = _TEMPLATE.render(document=document, families=families, accent=_accent(document), logo=_logo(document))
    result = pisaDocument(
        clean_text(html, undrawable, REPLACEMENT),
        # The title is the template's <title>; an author it would have to write as <meta>.
        context_meta={"author": clean_text(document.seller.name, undrawable, REPLACEMENT)},
        resource_policy=NOTHING_OUTSIDE,
    )
    if result.err:
        raise InvoiceNotRendered(result.err)
    return bytes(result.dest.getvalue())


def _accent(document: InvoiceDocument) -> str:
    # Stands in the stylesheet, where escaping for HTML protects nothing.
    return document.accent if document.accent and _COLOUR.fullmatch(document.accent) else INK


def _logo(document: InvoiceDocument) -> str | None:
    return document.logo if document.logo and document.logo.startswith(_IMAGES) else None


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _strings(getattr(value, each.name))


def format_day(day: str | date) -> str:
    """Return `3 March 2026`; text passes as it is."""
    return day if isinstance(day, str) else f"{day.day} {day:%B %Y}"


def _load_template() -> Environment:
    folder = Path(__file__).with_name("templates")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = format_day
    return environment


def _set_up_libraries() -> None:
    # No time of creation and no random id in the file.
    rl_config.invariant = 1
    # ASCII85 makes streams a quarter larger, for transports of the last century.
    rl_config.useA85 = 0
    to_unicode.install()
    # xhtml2pdf looks a tag's class up here by its name; it has no other registry.
    tag_registry.pisaTagTABLE = LongTableTag
    setattr(tag_registry, "pisaTagPAGE-LABEL", PageLabelTag)
    setattr(tag_registry, "pisaTagPAGE-LABELS", PageLabelsTag)


_set_up_libraries()
_TEMPLATE = _load_template().get_template("invoice.html")
