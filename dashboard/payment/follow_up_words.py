"""What followed on a payment, in the words of the pages."""

from dashboard.page.formats import Formats
from dashboard.wording.names import words_of_code
from models.billing.dispute import DisputeStatus
from models.billing.payment_failure import failure_reason
from models.billing.refund import RefundState
from resolvers.payments.follow_ups import AUTHORISED, FollowUp, FollowUpKind

REFUNDS = {
    RefundState.PENDING: "Refund of {amount} on {day}: on its way",
    RefundState.REQUIRES_ACTION: "Refund of {amount} on {day}: waiting for the customer",
    RefundState.SUCCEEDED: "{amount} refunded on {day}",
    RefundState.FAILED: "Refund of {amount} on {day} failed{why}",
    RefundState.CANCELED: "Refund of {amount} on {day} was cancelled",
}

DISPUTES = {
    DisputeStatus.WARNING_NEEDS_RESPONSE: "Bank enquiry on {day}{why}{until}",
    DisputeStatus.WARNING_UNDER_REVIEW: "Bank enquiry on {day}{why}: the bank is reviewing the response",
    DisputeStatus.WARNING_CLOSED: "Bank enquiry on {day}{why}: closed",
    DisputeStatus.NEEDS_RESPONSE: "{amount} disputed on {day}{why}{until}",
    DisputeStatus.UNDER_REVIEW: "{amount} disputed on {day}{why}: under review by the bank",
    DisputeStatus.WON: "{amount} disputed on {day}{why}: won, and the money was returned",
    DisputeStatus.LOST: "{amount} disputed on {day}{why}: lost",
    DisputeStatus.PREVENTED: "{amount} disputed on {day}{why}: prevented",
}


def describe_money_back(formats: Formats, follow_up: FollowUp) -> str:
    """A refund or a dispute."""
    wordings = REFUNDS if follow_up.kind is FollowUpKind.REFUND else DISPUTES
    return wordings[follow_up.status].format(  # type: ignore[index]
        amount=formats.money(follow_up.amount, follow_up.currency),
        day=formats.day(follow_up.at),
        why=f" ({words_of_code(follow_up.code)})" if follow_up.code else "",
        until=f": respond by {formats.day(follow_up.until)}" if follow_up.until is not None else "",
    )


def describe_attempt(formats: Formats, follow_up: FollowUp) -> str:
    """When it was tried to collect a payment, and what came of it."""
    outcomes = {"SUCCEEDED": "succeeded", "PENDING": "in progress", AUTHORISED: "authorised"}
    outcome = outcomes.get(follow_up.status) or failure_reason(follow_up.code, follow_up.text) or "failed"
    return f"{formats.moment(follow_up.at)}: {outcome}"
