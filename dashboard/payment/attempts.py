"""The attempts at a payment."""

from typing import NamedTuple

from dashboard.page.paging import Pages, read_rows
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import ATTEMPT_BADGES, AUTHORISED, Badge
from dashboard.wording.decline_advice import advise_on
from dashboard.wording.names import payment_method
from models.billing.charge import Charge
from models.billing.payment_failure import failure_reason
from resolvers.relations import CHARGES_OF_PAYMENT


class AttemptRow(NamedTuple):
    """An attempt and the texts of its row; a failed one has its `reason` and, where one is known, its `advice`."""

    charge: Charge
    badge: Badge
    amount: str
    reason: str | None
    advice: str | None
    method: str | None


class AttemptSection(NamedTuple):
    """A page of attempts, the newest first."""

    rows: list[AttemptRow]
    pages: Pages


async def read_attempts(view: View, query: Query, name: str, payment_id: str) -> AttemptSection:
    """The page that the URL asks for; raises BadInput."""
    page, pages = await read_rows(view.context, query, name, CHARGES_OF_PAYMENT, payment_id)
    return AttemptSection([_row(view, charge) for charge in page.rows], pages)


def _row(view: View, charge: Charge) -> AttemptRow:
    return AttemptRow(
        charge=charge,
        badge=AUTHORISED if charge.is_only_authorised else ATTEMPT_BADGES[charge.status],
        amount=view.formats.money(charge.amount, charge.currency),
        reason=failure_reason(charge.failure_code, charge.failure_message),
        advice=advise_on(charge.failure_code),
        method=payment_method(charge.method_type, charge.method_brand, charge.method_last4),
    )
