"""What a cancellation is asked with: when, why, and the reasons it is refused."""

from enum import StrEnum
from typing import NamedTuple

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


def reason_words(reason: str | None) -> str:
    """A stored reason for people, such as "Too expensive"; empty where there is none."""
    return (reason or "").replace("_", " ").capitalize()


class CancellationRefused(Exception):
    """What was asked is not possible; the message tells the operator why."""


class InvalidCancelAt(CancellationRefused):
    """The date is missing, out of place, not in the future or too far away."""


class CommentTooLong(CancellationRefused):
    """The comment is longer than `MAX_COMMENT_LENGTH`."""


class AlreadyEnded(CancellationRefused):
    """The subscription is over: there is nothing to resume."""


class NotScheduledToCancel(CancellationRefused):
    """There is no scheduled cancellation to take back."""


class CancellationRequest(NamedTuple):
    """A cancellation as asked for: `cancel_at` belongs to `ON_DATE` and to it alone."""

    timing: CancellationTiming = CancellationTiming.IMMEDIATELY
    cancel_at: Instant | None = None
    reason: CancellationReason | None = None
    comment: str | None = None

    def check(self, now: Instant) -> None:
        """Raises what is wrong with the request whatever the subscription is."""
        if self.comment is not None and len(self.comment) > MAX_COMMENT_LENGTH:
            raise CommentTooLong(f"The comment is longer than {MAX_COMMENT_LENGTH:,} characters.")
        if self.timing is CancellationTiming.ON_DATE:
            _check_date(self.cancel_at, now)
        elif self.cancel_at is not None:
            raise InvalidCancelAt("cancelAt goes with timing ON_DATE only.")


def _check_date(cancel_at: Instant | None, now: Instant) -> None:
    if cancel_at is None:
        raise InvalidCancelAt("Timing ON_DATE needs cancelAt.")
    if cancel_at <= now:
        raise InvalidCancelAt("The date is not in the future.")
    if cancel_at > shift(now, months=12 * MAX_YEARS_AHEAD):
        raise InvalidCancelAt(f"The date is more than {MAX_YEARS_AHEAD} years away.")
