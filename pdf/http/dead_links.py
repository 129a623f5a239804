"""The page for a customer whose link to an invoice no longer works."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from pdf.content.formats import choose_locale
from pdf.locales.catalogues import is_right_to_left, load_catalogue
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import get_issued_invoice, seller_at_issue
from resolvers.signing.invoice_links import BadInvoiceToken

_STYLE = (
    "body{margin:0;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}"
    "main{max-width:32rem;margin:20vh auto 0;padding:0 1.5rem}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}"
    "a{color:LinkText}"
)
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Vary": "Accept, Accept-Language",
}
_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
).get_template("dead_link.html")


class Sender(NamedTuple):
    """Who issued an invoice, and the language that the invoice is in."""

    name: str
    email: str | None
    language: str


class InvoiceLinkOutOfDate(BadInvoiceToken):
    """A reader's link was right and has expired: the reader may know who sent it, and in which language."""

    def __init__(self, sender: Sender) -> None:
        super().__init__("The link has expired.")
        self.sender = sender


async def find_sender(context: RequestContext, invoice_id: str) -> Sender | None:
    """Who issued the invoice; None if there is no such invoice any more."""
    issued = await get_issued_invoice(context, invoice_id)
    if issued is None:
        return None
    seller = seller_at_issue(issued)
    return Sender(seller.name, seller.email, choose_locale(issued.customer.locale, issued.project.locale).language)


def dead_link_page(
    status: int, sender: Sender | None, language: str, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Says what to do: in the invoice's language where its sender is known, else in `language`."""
    language = language if sender is None else sender.language
    page = _TEMPLATE.render(
        _=load_catalogue(language).gettext,
        language=language,
        rtl=is_right_to_left(language),
        sender=sender,
        style=Markup(_STYLE),  # noqa: S704
    )
    return HTMLResponse(page, status, {**_HEADERS, "Content-Language": language, **(headers or {})})
