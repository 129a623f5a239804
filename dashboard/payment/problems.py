"""Problems with a payment, and what can be done about it."""

from collections.abc import Iterable, Iterator

from dashboard.payment.deadlines import describe_deadline
from dashboard.payment.refunds_and_disputes import DisputeRow
from dashboard.session.view import View
from dashboard.wording.decline_advice import advise_on
from models.billing.dispute import NEEDS_RESPONSE, DisputeStatus
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
        status = row.dispute.status
        if status in NEEDS_RESPONSE:
            is_enquiry = status is DisputeStatus.WARNING_NEEDS_RESPONSE
            until = row.dispute.evidence_due_at
            yield describe_deadline(view.formats, row.amount, until, view.context.now, is_enquiry=is_enquiry)
