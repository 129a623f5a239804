"""Whether an invoice has an e-invoice, for callers that make no file."""

from pdf.einvoice.declare import einvoice_gap
from resolvers.einvoice_state import EInvoiceState
from resolvers.invoices.issued_invoices import IssuedInvoice

# What Factur-X calls the profile.
_PROFILE = "EN 16931"


def describe_einvoice(issued: IssuedInvoice) -> EInvoiceState:
    """The profile, or why there is none."""
    gap = einvoice_gap(issued)
    return EInvoiceState(_PROFILE) if gap is None else EInvoiceState(None, gap.value, gap.reason)
