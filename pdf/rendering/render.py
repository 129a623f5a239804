"""One invoice as PDF: values in, bytes out."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from reportlab import rl_config  # type: ignore[import-untyped]
from xhtml2pdf.config.resources import ResourceAccessPolicy  # type: ignore[import-untyped]
from xhtml2pdf.document import pisaDocument  # type: ignore[import-untyped]

from pdf.content.invoice_content import InvoiceDocument
from pdf.flow.tags import register_tags
from pdf.locales.catalogues import is_right_to_left, load_catalogue
from pdf.rendering.logo import read_logo
from pdf.rendering.plain_text import clean_document, drawable_text, fill
from pdf.text.no_font import NO_FONT

# No base directory and nothing remote: content reads no file and no URL.
NOTHING_OUTSIDE = ResourceAccessPolicy.server(None, allow_remote=False, max_render_seconds=None)

INK = "#1a1f36"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")

# The template's stylesheet says all there is to say; xhtml2pdf's own is long and about other elements.
_NO_DEFAULTS = " "


class InvoiceNotRendered(Exception):
    """xhtml2pdf reports errors in the document; the argument is their number."""


def render_invoice(document: InvoiceDocument) -> bytes:
    """Return the invoice as PDF. Equal documents give equal bytes, with the same versions of all libraries.

    Raises whatever goes wrong inside the libraries; nothing is read but the template, the catalogue and the fonts.
    """
    document = clean_document(document)
    catalogue = load_catalogue(document.language)
    logo = read_logo(document.logo)
    title = catalogue.gettext("Credit note") if document.credit else catalogue.gettext("Invoice")
    html = _TEMPLATE.render(
        document=document,
        _=catalogue.gettext,
        fill=fill,
        title=title,
        accent=_accent(document),
        logo=logo,
    )
    result = pisaDocument(
        html,
        default_css=_NO_DEFAULTS,
        # What the file says of itself; the rest is for our tags.
        context_meta={
            "title": drawable_text(f"{title} {document.number}"),
            "author": drawable_text(document.seller.name),
            "language": document.language,
            "han": document.han,
            "rtl": is_right_to_left(document.language),
            "lines": document.lines,
            "logo": logo,
        },
        resource_policy=NOTHING_OUTSIDE,
    )
    if result.err:
        raise InvoiceNotRendered(result.err)
    return bytes(result.dest.getvalue())


def _accent(document: InvoiceDocument) -> str:
    # Stands in the stylesheet, where escaping for HTML protects nothing.
    return document.accent if document.accent and _COLOUR.fullmatch(document.accent) else INK


def _load_template() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _set_up_libraries() -> None:
    # No time of creation and no random id in the file.
    rl_config.invariant = 1
    # ASCII85 makes streams a quarter larger, for transports of the last century.
    rl_config.useA85 = 0
    # A page begins in a font of ReportLab's, which would be listed in the file and embedded in none.
    rl_config.canvas_basefontname = NO_FONT
    register_tags()


_set_up_libraries()
_TEMPLATE = _load_template().get_template("invoice.html")
