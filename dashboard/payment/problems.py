"""Problems with a payment, and what can be done about it."""

from collections.abc import Iterable, Iterator

from dashboard.payment.money_back import DisputeRow
from dashboard.session.view import View
from dashboard.wording.decline_advice import advise_on
from models.billing.dispute import NEEDS_RESPONSE
from models.billing.payment_failure import failure_reason
from models.billing.payment_intent import PaymentIntent


def list_problems(view: View, payment: PaymentIntent, disputes: Iterable[DisputeRow]) -> list[str]:
    """One or two sentences for each, the most urgent first."""
    failure = failure_reason(payment.failure_code, payment.failure_message)
    advice = advise_on(payment.failure_code)
    problems = list(_unanswered(view, disputes))
    if failure:
        problems.append(f"{failure} {advice}" if advice else failure)
    if payment.disputes_incomplete:
        problems.append("It is disputed, but it is not known how much is being withheld.")
    return problems


def _unanswered(view: View, disputes: Iterable[DisputeRow]) -> Iterator[str]:
    for row in disputes:
        until = row.dispute.evidence_due_at
        if row.dispute.status not in NEEDS_RESPONSE or until is None:
            continue
        if until <= view.context.now:
            yield f"The deadline for responding to the dispute about {row.amount} was {view.formats.moment(until)}."
        else:
            yield f"The dispute about {row.amount} needs a response by {view.formats.moment(until)}."
