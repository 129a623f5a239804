"""Signed links to invoice PDFs: each opens one invoice without any header, for a limited time."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from itsdangerous import BadData, URLSafeSerializer

from models.values.instant import DAY, Instant
from resolvers.signing.signatures import signer

_SALT = "invoice-pdf"


class InvoiceAddress(NamedTuple):
    """An invoice's whole key."""

    project_id: str
    live_mode: bool
    id: str


class BadInvoiceToken(ValueError):
    """The token is forged or damaged, or it has expired."""


class InvoiceLinkExpired(BadInvoiceToken):
    """The token is right but too old; `invoice` is what it opened."""

    def __init__(self, invoice: InvoiceAddress) -> None:
        super().__init__("The link has expired.")
        self.invoice = invoice


@dataclass(frozen=True, slots=True)
class InvoiceLinks:
    """Makes and checks the links; each is valid for `days` days after it was made."""

    secret_key: str
    base_url: str
    days: int

    def url(self, invoice: InvoiceAddress, now: Instant, ending: str = "pdf", folder: str = "invoices") -> str:
        """The absolute URL that opens the file with this ending, pdf or xml, for whoever holds it.

        `folder` is "credit-notes" for a credit note.
        """
        token = self._serializer().dumps([*invoice, now + self.days * DAY])
        return f"{self.base_url}/{folder}/{quote(invoice.id, safe='')}.{ending}?token={token}"

    def verify(self, token: str, now: Instant) -> InvoiceAddress:
        """Which invoice a token opens; raises InvoiceLinkExpired and BadInvoiceToken."""
        try:
            project_id, live_mode, invoice_id, expires_at = self._serializer().loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise BadInvoiceToken("The link is not valid.") from error
        invoice = InvoiceAddress(project_id, live_mode, invoice_id)
        if expires_at <= now:
            raise InvoiceLinkExpired(invoice)
        return invoice

    def _serializer(self) -> URLSafeSerializer:
        return signer(self.secret_key, _SALT)
