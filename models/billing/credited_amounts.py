"""By how much credit notes made an invoice smaller."""

from collections.abc import Sequence
from typing import Any

from models.billing.credit_note import CreditNoteStatus


def amount_credited(stated: int, currency: str, notes: Sequence[Any]) -> int:
    """`stated` is what the invoice said when it was fetched; `notes` are the rows that are known of it.

    The notes decide once they come up to what the invoice says: some may be newer than it, or void since.
    """
    notes = [note for note in notes if note.currency == currency]
    if sum(note.total for note in notes) < stated:
        return stated
    return sum(note.total for note in notes if note.status is not CreditNoteStatus.VOID)
