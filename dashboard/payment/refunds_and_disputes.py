"""What went back of a payment: its refunds and its disputes."""

import asyncio
from typing import NamedTuple

from dashboard.page.paging import Pages, read_rows
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import DISPUTE_BADGES, REFUND_STATE_BADGES, RELEASED, Badge
from dashboard.wording.names import words_of_code
from models.billing.dispute import NEEDS_RESPONSE, Dispute
from models.billing.refund import Refund
from models.values.instant import Instant
from resolvers.payments.releases import RELEASES_OF_PAYMENT
from resolvers.relations import DISPUTES_OF_PAYMENT, REFUNDS_OF_PAYMENT


class RefundRow(NamedTuple):
    """A refund and the texts of its row."""

    refund: Refund
    badge: Badge
    amount: str
    why: str | None


class RefundSection(NamedTuple):
    """A page of refunds, the newest first."""

    rows: list[RefundRow]
    pages: Pages


class DisputeRow(NamedTuple):
    """A dispute and the texts of its row; `respond_by` is None where no response is waited for."""

    dispute: Dispute
    badge: Badge
    amount: str
    why: str
    respond_by: Instant | None


class DisputeSection(NamedTuple):
    """A page of disputes, the newest first."""

    rows: list[DisputeRow]
    pages: Pages


async def read_refunds(view: View, query: Query, name: str, payment_id: str) -> RefundSection:
    """The page that the URL asks for; raises BadInput."""
    (page, pages), released = await asyncio.gather(
        read_rows(view.context, query, name, REFUNDS_OF_PAYMENT, payment_id),
        view.context.loaders.load(RELEASES_OF_PAYMENT, payment_id),
    )
    return RefundSection([_refund_row(view, refund, refund.id in released) for refund in page.rows], pages)


async def read_disputes(view: View, query: Query, name: str, payment_id: str) -> DisputeSection:
    """The page that the URL asks for; raises BadInput."""
    page, pages = await read_rows(view.context, query, name, DISPUTES_OF_PAYMENT, payment_id)
    return DisputeSection([_dispute_row(view, dispute) for dispute in page.rows], pages)


def _refund_row(view: View, refund: Refund, is_release: bool) -> RefundRow:
    reasons = [words_of_code(code) for code in (refund.reason, refund.failure_reason) if code]
    return RefundRow(
        refund=refund,
        badge=RELEASED if is_release else REFUND_STATE_BADGES[refund.status],
        amount=view.formats.money(refund.amount, refund.currency),
        why=": ".join(reasons).capitalize() or None,
    )


def _dispute_row(view: View, dispute: Dispute) -> DisputeRow:
    return DisputeRow(
        dispute=dispute,
        badge=DISPUTE_BADGES[dispute.status],
        amount=view.formats.money(dispute.amount, dispute.currency),
        why=words_of_code(dispute.reason).capitalize(),
        respond_by=dispute.evidence_due_at if dispute.status in NEEDS_RESPONSE else None,
    )
