"""Whether an invoice has an e-invoice, and how that is found out."""

from collections.abc import Callable
from typing import Any, NamedTuple


class EInvoiceState(NamedTuple):
    """The profile of an invoice's e-invoice; None where there is none, and then the gap's code and its sentence."""

    profile: str | None
    gap: str | None = None
    reason: str | None = None


# Takes an IssuedInvoice. The application passes it in: what an e-invoice is, only `pdf/` knows.
DescribeEInvoice = Callable[[Any], EInvoiceState]
