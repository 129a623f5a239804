"""Why a change was refused, in the words of the pages."""

from models.billing.cancellation import MAX_YEARS_AHEAD
from models.refusal import Refusal, RefusalCode

_OUT_OF_RANGE = f"Choose a date after today, and at most {MAX_YEARS_AHEAD} years from now."

MESSAGES: dict[RefusalCode, str] = {
    RefusalCode.SUBSCRIPTION_NOT_FOUND: "This subscription no longer exists.",
    RefusalCode.CUSTOMER_NOT_FOUND: "This customer no longer exists.",
    RefusalCode.CANCEL_AT_MISSING: "Choose the date on which it ends.",
    RefusalCode.CANCEL_AT_UNWANTED: "A date is set, but another option is selected. "
    "Choose “On a date”, or clear the date.",
    RefusalCode.CANCEL_AT_NOT_IN_FUTURE: _OUT_OF_RANGE,
    RefusalCode.CANCEL_AT_TOO_FAR: _OUT_OF_RANGE,
    RefusalCode.PERIOD_ENDED: "The current period has already ended: cancel immediately or on a date.",
    RefusalCode.SUBSCRIPTION_EXPIRED: "The subscription has already expired.",
    RefusalCode.SUBSCRIPTION_ENDED: "The subscription has ended and can’t be resumed.",
    RefusalCode.NOT_SCHEDULED_TO_CANCEL: "The subscription isn’t scheduled to be cancelled.",
    RefusalCode.COMMENT_TOO_LONG: "The comment is longer than {limit:,} characters.",
    RefusalCode.EXPIRY_OUT_OF_RANGE: "A token can last for 1 to {limit:,} seconds.",
    RefusalCode.IDEMPOTENCY_CONFLICT: "This form has already been sent with different answers: open it again.",
    RefusalCode.IDEMPOTENCY_KEY_LENGTH: "This form is damaged: open it again.",
}


def refusal_message(refusal: Refusal) -> str:
    """The refusal in one or two sentences."""
    return MESSAGES[refusal.code].format(**refusal.facts)
