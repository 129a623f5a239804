"""Renders an invoice's content as a PDF."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from reportlab import rl_config  # type: ignore[import-untyped]
from xhtml2pdf.config.resources import ResourceAccessPolicy  # type: ignore[import-untyped]
from xhtml2pdf.document import pisaDocument  # type: ignore[import-untyped]

from pdf.content.invoice_content import InvoiceContent
from pdf.flow.email_block import fits
from pdf.flow.tags import register_tags
from pdf.locales.catalogues import is_right_to_left, load_catalogue
from pdf.rendering.line_words import word_line, word_relief, word_tax_name
from pdf.rendering.logo import read_logo
from pdf.rendering.plain_text import clean_content, drawable_text, fill
from pdf.text.no_font import NO_FONT

# No base directory and no remote access: content can't read files or URLs.
NOTHING_OUTSIDE = ResourceAccessPolicy.server(None, allow_remote=False, max_render_seconds=None)

# What seller and buyer have side by side on A4, in points; they are put below each other where that is too narrow.
_PARTY_WIDTH = 135

# The template has its own stylesheet. xhtml2pdf's default one is long and styles elements that we do not use.
_NO_DEFAULTS = " "


class InvoiceNotRendered(Exception):
    """xhtml2pdf reported errors; the argument is their number."""


def render_invoice(content: InvoiceContent) -> bytes:
    """The PDF. Equal content gives equal bytes, as long as the versions of all libraries are the same.

    Passes on all errors of the libraries. Reads only the template, the labels and the fonts.
    """
    content = clean_content(content)
    catalogue = load_catalogue(content.language)
    logo = read_logo(content.logo)
    _ = catalogue.gettext
    title = {"invoice": _("Invoice"), "tax_invoice": _("Tax invoice"), "credit_note": _("Credit note")}[content.title]
    tax_name = word_tax_name(content.tax_name, _)
    html = _TEMPLATE.render(
        content=content,
        _=_,
        name_tax=lambda name: word_tax_name(name, _),
        word_relief=lambda relief, name: word_relief(relief, name, _),
        tax_name=tax_name,
        fill=fill,
        title=title,
        logo=logo,
        iban=group_iban,
        parties_are_wide=not all(fits(party.email or "", _PARTY_WIDTH) for party in (content.seller, content.buyer)),
    )
    result = pisaDocument(
        html,
        default_css=_NO_DEFAULTS,
        # Title, author and language become the file's metadata; the rest is for our tags.
        context_meta={
            "title": drawable_text(f"{title} {content.number}"),
            "author": drawable_text(content.seller.name),
            "lines": [word_line(line, tax_name, _) for line in content.lines],
            "logo": logo,
            **_describe(content),
        },
        resource_policy=NOTHING_OUTSIDE,
    )
    if result.err:
        raise InvoiceNotRendered(result.err)
    return bytes(result.dest.getvalue())


def _describe(content: InvoiceContent) -> dict[str, Any]:
    return {
        "language": content.language,
        "han": content.han,
        "rtl": is_right_to_left(content.language),
        "transfer": None if content.payment is None else content.payment.transfer,
    }


def group_iban(iban: str) -> str:
    """In groups of four, as ISO 13616 prints it; the spaces don't break."""
    return "\N{NO-BREAK SPACE}".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _load_template() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _set_up_libraries() -> None:
    # The file gets no creation time and no random id.
    rl_config.invariant = 1
    # ASCII85 makes streams a quarter larger. Only transports for 7-bit text need it.
    rl_config.useA85 = 0
    # ReportLab starts each page with a default font, which the file would list without embedding it.
    rl_config.canvas_basefontname = NO_FONT
    register_tags()


_set_up_libraries()
_TEMPLATE = _load_template().get_template("invoice.html")
