"""What followed on payments and invoices: attempts, refunds and disputes, credit notes: a batch."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Select,
    String,
    case,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import SQLModel

from models.billing.charge import Charge, is_only_authorised
from models.billing.credit_note import CreditNote
from models.billing.dispute import Dispute
from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from models.billing.refund import Refund
from models.scoped import same_scope
from models.values.instant import Instant
from resolvers.payments.releases import is_release
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among

AUTHORISED = "AUTHORISED"
MOST = 500
"""How many of each kind are read; the newest come first."""


class FollowUpKind(StrEnum):
    """The subject of the first four is a payment, that of a credit note an invoice."""

    BILLED = "BILLED"
    ATTEMPT = "ATTEMPT"
    REFUND = "REFUND"
    DISPUTE = "DISPUTE"
    CREDIT_NOTE = "CREDIT_NOTE"


class FollowUp(NamedTuple):
    """One of them; `status` is that of its own kind, of an attempt AUTHORISED where nothing was taken.
    What does not belong to the kind is null.

    BILLED is the invoice that the payment is for, `at` when it was made. `code` is why an attempt or a refund failed,
    or a dispute's or credit note's reason; `text` an attempt's message or an invoice's or credit note's number;
    `until` when a dispute must be answered.
    """

    kind: FollowUpKind
    subject_id: str
    id: str
    at: Instant
    amount: int
    currency: str
    status: str
    code: str | None
    text: str | None
    until: Instant | None


@dataclass(frozen=True)
class FollowUps:
    """A batch keyed by the ids of payments and invoices: everything comes in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[FollowUp]]:
        """What followed on each, oldest first; at most MOST of a kind for all keys."""
        found: dict[str, list[FollowUp]] = defaultdict(list)
        for kind, *row in await reads.fetch(_follow_ups, keys=keys):
            found[row[0]].append(FollowUp(FollowUpKind(kind), *row))
        return [sorted(found[key], key=_age) for key in keys]


FOLLOW_UPS = FollowUps()

_TYPES: dict[str, Any] = {
    "id": String(),
    "created_at": BigInteger(),
    "amount": BigInteger(),
    "currency": String(),
    "status": String(),
    "code": String(),
    "text": String(),
    "until": BigInteger(),
}


def _age(follow_up: FollowUp) -> tuple[Instant, str]:
    return follow_up.at, follow_up.id


def _follow_ups(scope: Scope) -> CompoundSelect[Any]:
    return union_all(
        _invoices(scope),
        _rows(scope, FollowUpKind.ATTEMPT, Charge, "payment_intent_id", code="failure_code", text="failure_message"),
        _rows(scope, FollowUpKind.REFUND, Refund, "payment_id", code="failure_reason"),
        _rows(scope, FollowUpKind.DISPUTE, Dispute, "payment_id", code="reason", until="evidence_due_at"),
        _rows(
            scope,
            FollowUpKind.CREDIT_NOTE,
            CreditNote,
            "invoice_id",
            code="reason",
            text="number",
            amount="total",
            created_at="issued_at",
        ),
    )


def _invoices(scope: Scope) -> Select[Any]:
    payment, invoice = scope.table(PaymentIntent, "payment"), scope.table(Invoice, "invoice")
    chosen = _columns(invoice, {"amount": "total", "text": "number"})
    is_its = same_scope(payment, invoice) & (invoice.c.id == payment.c.invoice_id)
    return (
        select(literal(FollowUpKind.BILLED.value), payment.c.id, *chosen)
        .select_from(payment.join(invoice, is_its))
        .where(scope.bounds(payment), among(payment.c.id, "keys", scope.dialect))
    )


def _rows(scope: Scope, kind: FollowUpKind, model: type[SQLModel], key: str, **renamed: str) -> Select[Any]:
    table = scope.table(model, kind.value.lower())
    # A release gave nobody money back.
    told = [~is_release(scope, table)] if model is Refund else []
    chosen = _columns(table, renamed)
    newest = (
        select(
            literal(kind.value).label("kind"),
            table.c[key],
            *(_attempt_status(chosen, table.c) if model is Charge else chosen),
        )
        .where(scope.bounds(table), among(table.c[key], "keys", scope.dialect), *told)
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(MOST)
        .subquery()
    )
    return select(*newest.c)


def _columns(table: Any, renamed: dict[str, str]) -> list[Any]:
    # All of a union's parts have the same columns in the same types; enums come as their text.
    names = {name: renamed.get(name, None if name in ("code", "text", "until") else name) for name in _TYPES}
    return [
        (cast(null(), of) if names[name] is None else type_coerce(table.c[names[name]], of)).label(name)
        for name, of in _TYPES.items()
    ]


def _attempt_status(columns: Sequence[Any], charge: Any) -> list[Any]:
    """The columns, with AUTHORISED for a charge of which nothing was taken."""
    status = case((is_only_authorised(charge), AUTHORISED), else_=type_coerce(charge.status, String())).label("status")
    return [status if column.name == "status" else column for column in columns]
