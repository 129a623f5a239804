"""The credit notes of an invoice, as its page and its customer's page list them."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from dashboard.page.formats import Formats
from dashboard.session.view import View
from dashboard.wording.names import words_of_code
from models.billing.invoice import Invoice, has_pdf
from resolvers.invoices.links import credit_note_url
from resolvers.payments.follow_ups import FollowUp, FollowUpKind


class Credit(NamedTuple):
    """A credit note's number, where its invoice's page shows it, what it did, and the link to its PDF."""

    id: str
    number: str
    page_url: str
    told: str
    url: str | None


def list_credits(view: View, invoice: Invoice, follow_ups: Iterable[FollowUp]) -> list[Credit]:
    """The credit notes among what followed on an invoice."""
    issued_id = invoice.id if has_pdf(invoice.status) else None
    page_url = view.invoice_url(invoice.id)
    return [
        Credit(
            id=note.id,
            number=note.text or note.id,
            page_url=f"{page_url}#{quote(note.id, safe='')}",
            told=_tell(view.formats, note),
            url=credit_note_url(note.id, issued_id, view.context),
        )
        for note in follow_ups
        if note.kind is FollowUpKind.CREDIT_NOTE
    ]


def _tell(formats: Formats, note: FollowUp) -> str:
    amount = formats.money(note.amount, note.currency)
    if note.status == "VOID":
        return f"{amount}, void"
    why = f" ({words_of_code(note.code)})" if note.code else ""
    return f"{amount} credited on {formats.day(note.at)}{why}"
