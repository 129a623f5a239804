"""EInvoice: an invoice as structured data by EN 16931."""

from typing import NamedTuple

from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.links import xml_url
from schema.declarations.row_types import row_type
from schema.declarations.source import column, withheld
from schema.types.scalars import URL


class EInvoiceOfInvoice(NamedTuple):
    """An invoice's e-invoice, or why it has none."""

    profile: str | None
    gap: str | None
    reason: str | None
    xml_url: str | None


def einvoice_of(issued: IssuedInvoice | None, context: RequestContext) -> EInvoiceOfInvoice | None:
    """What the field `eInvoice` gives; None for a draft."""
    if issued is None:
        return None
    state = context.describe_einvoice(issued)
    url = None if state.profile is None else xml_url(issued.invoice.id, context)
    return EInvoiceOfInvoice(*state, url)


@row_type(EInvoiceOfInvoice, "An invoice as structured data by EN 16931 (Factur-X, ZUGFeRD), or why there is none.")
class EInvoice:
    profile: str | None = column("profile", 'The profile, "EN 16931"; null where there is no e-invoice.')
    gap: str | None = withheld(
        "gap",
        "What is missing for one, as a code. Null where there is one, and for a customer's token.",
    )
    reason: str | None = withheld(
        "reason",
        "The same as a sentence that says what to do.",
    )
    xml_url: URL | None = column(
        "xml_url", "Opens the XML alone with no header, for as long as the PDF's link; null where there is none."
    )
