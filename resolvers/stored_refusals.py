"""A refusal as JSON, for answers that are stored for an idempotency key."""

from typing import Any

from models.billing.cancellation import MAX_COMMENT_LENGTH, MAX_YEARS_AHEAD
from models.refusal import Refusal, RefusalCode
from resolvers.idempotency import StoredAnswer

# The release before stored the name of an error and its message. Such answers are given again for 24 hours after an
# upgrade; the next release can do without this table.
_BY_MESSAGE = {
    "No subscription has this id.": Refusal(RefusalCode.SUBSCRIPTION_NOT_FOUND),
    "Timing ON_DATE needs cancelAt.": Refusal(RefusalCode.CANCEL_AT_MISSING),
    "cancelAt goes with timing ON_DATE only.": Refusal(RefusalCode.CANCEL_AT_UNWANTED),
    "The date is not in the future.": Refusal(RefusalCode.CANCEL_AT_NOT_IN_FUTURE),
    "The date is more than 5 years away.": Refusal(RefusalCode.CANCEL_AT_TOO_FAR, years=MAX_YEARS_AHEAD),
    "The current period has ended already: cancel immediately or on a date.": Refusal(RefusalCode.PERIOD_ENDED),
    "The subscription has expired already.": Refusal(RefusalCode.SUBSCRIPTION_EXPIRED),
    "The subscription has ended: it cannot be resumed.": Refusal(RefusalCode.SUBSCRIPTION_ENDED),
    "The date of the scheduled cancellation has passed.": Refusal(RefusalCode.SUBSCRIPTION_ENDED),
    "The subscription is not scheduled to cancel.": Refusal(RefusalCode.NOT_SCHEDULED_TO_CANCEL),
    "The comment is longer than 1,000 characters.": Refusal(RefusalCode.COMMENT_TOO_LONG, limit=MAX_COMMENT_LENGTH),
}


def dump_refusal(refusal: Refusal | None) -> dict[str, Any] | None:
    """Its code and facts."""
    return None if refusal is None else {"code": refusal.code.value, "facts": refusal.facts}


def load_refusal(stored: StoredAnswer) -> Refusal | None:
    """The refusal in a stored answer; None where nothing was refused."""
    refused = stored["refused"]
    if refused is None:
        return None
    if isinstance(refused, str):
        return _BY_MESSAGE[stored["message"]]
    return Refusal(RefusalCode(refused["code"]), **refused["facts"])
