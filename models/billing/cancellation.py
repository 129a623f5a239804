"""A request to cancel: when it takes effect, why it is asked for, and what makes a request invalid."""

from enum import StrEnum
from typing import NamedTuple

from models.refusal import Refusal, RefusalCode
from models.values.instant import Instant, shift

MAX_YEARS_AHEAD = 5
MAX_COMMENT_LENGTH = 1000


class CancellationTiming(StrEnum):
    """When a cancellation takes effect."""

    IMMEDIATELY = "IMMEDIATELY"
    AT_PERIOD_END = "AT_PERIOD_END"
    ON_DATE = "ON_DATE"


class CancellationReason(StrEnum):
    """Why a customer leaves: Stripe's feedback values."""

    CUSTOMER_SERVICE = "CUSTOMER_SERVICE"
    LOW_QUALITY = "LOW_QUALITY"
    MISSING_FEATURES = "MISSING_FEATURES"
    SWITCHED_SERVICE = "SWITCHED_SERVICE"
    TOO_COMPLEX = "TOO_COMPLEX"
    TOO_EXPENSIVE = "TOO_EXPENSIVE"
    UNUSED = "UNUSED"
    OTHER = "OTHER"


class CancellationCause(StrEnum):
    """What ended a subscription, or will."""

    REQUESTED = "REQUESTED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    PAYMENT_DISPUTED = "PAYMENT_DISPUTED"
    UNKNOWN = "UNKNOWN"


def reason_words(reason: str | None) -> str:
    """A stored reason in words, such as "Too expensive"; empty where there is none."""
    return (reason or "").replace("_", " ").capitalize()


class CancellationRequest(NamedTuple):
    """A cancellation as it was asked for; `cancel_at` goes with `ON_DATE`, and with no other timing."""

    timing: CancellationTiming = CancellationTiming.IMMEDIATELY
    cancel_at: Instant | None = None
    reason: CancellationReason | None = None
    comment: str | None = None

    def check(self, now: Instant) -> None:
        """Raises the Refusal of a request that no subscription could follow."""
        if self.comment is not None and len(self.comment) > MAX_COMMENT_LENGTH:
            raise Refusal(RefusalCode.COMMENT_TOO_LONG, limit=MAX_COMMENT_LENGTH)
        if self.timing is CancellationTiming.ON_DATE:
            _check_date(self.cancel_at, now)
        elif self.cancel_at is not None:
            raise Refusal(RefusalCode.CANCEL_AT_UNWANTED)


def _check_date(cancel_at: Instant | None, now: Instant) -> None:
    if cancel_at is None:
        raise Refusal(RefusalCode.CANCEL_AT_MISSING)
    if cancel_at <= now:
        raise Refusal(RefusalCode.CANCEL_AT_NOT_IN_FUTURE)
    if cancel_at > shift(now, months=12 * MAX_YEARS_AHEAD):
        raise Refusal(RefusalCode.CANCEL_AT_TOO_FAR, years=MAX_YEARS_AHEAD)
