"""Why a change was refused, in the words of the API: for clients and for the people who use them."""

from enum import StrEnum
from typing import NamedTuple

import strawberry

from models.refusal import Refusal, RefusalCode
from schema.describing import describe


class UserErrorCode(StrEnum):
    """What a client can tell refusals apart by; several that a client treats alike have one code."""

    SUBSCRIPTION_NOT_FOUND = "SUBSCRIPTION_NOT_FOUND"
    INVALID_CANCEL_AT = "INVALID_CANCEL_AT"
    NOT_SCHEDULED_TO_CANCEL = "NOT_SCHEDULED_TO_CANCEL"
    ALREADY_ENDED = "ALREADY_ENDED"
    COMMENT_TOO_LONG = "COMMENT_TOO_LONG"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    CUSTOMER_NOT_FOUND = "CUSTOMER_NOT_FOUND"
    INVALID_EXPIRY = "INVALID_EXPIRY"
    INVALID_IDEMPOTENCY_KEY = "INVALID_IDEMPOTENCY_KEY"


describe(
    UserErrorCode,
    "Why a change was refused.",
    {
        UserErrorCode.SUBSCRIPTION_NOT_FOUND: "No subscription has this id.",
        UserErrorCode.INVALID_CANCEL_AT: "The date is missing, not in the future or over 5 years away.",
        UserErrorCode.NOT_SCHEDULED_TO_CANCEL: "There is no scheduled cancellation to withdraw.",
        UserErrorCode.ALREADY_ENDED: "The subscription has ended.",
        UserErrorCode.COMMENT_TOO_LONG: "The comment has more than 1,000 characters.",
        UserErrorCode.IDEMPOTENCY_CONFLICT: "The idempotency key was used with a different input.",
        UserErrorCode.CUSTOMER_NOT_FOUND: "No customer has this id.",
        UserErrorCode.INVALID_EXPIRY: "A token can last from 1 second to 24 hours.",
        UserErrorCode.INVALID_IDEMPOTENCY_KEY: "The idempotency key is empty or longer than 255 characters.",
    },
)


class Wording(NamedTuple):
    """What a refusal is for clients: its code, a message that may name its facts, and the input's field it is about."""

    code: UserErrorCode
    message: str
    field: str | None = None


_CANCEL_AT, _ENDED = UserErrorCode.INVALID_CANCEL_AT, UserErrorCode.ALREADY_ENDED

WORDINGS: dict[RefusalCode, Wording] = {
    RefusalCode.SUBSCRIPTION_NOT_FOUND: Wording(
        UserErrorCode.SUBSCRIPTION_NOT_FOUND, "No subscription has this id.", "subscriptionId"
    ),
    RefusalCode.CUSTOMER_NOT_FOUND: Wording(UserErrorCode.CUSTOMER_NOT_FOUND, "No customer has this id.", "customerId"),
    RefusalCode.CANCEL_AT_MISSING: Wording(_CANCEL_AT, "Timing ON_DATE needs cancelAt.", "cancelAt"),
    RefusalCode.CANCEL_AT_UNWANTED: Wording(_CANCEL_AT, "cancelAt goes with timing ON_DATE only.", "cancelAt"),
    RefusalCode.CANCEL_AT_NOT_IN_FUTURE: Wording(_CANCEL_AT, "The date is not in the future.", "cancelAt"),
    RefusalCode.CANCEL_AT_TOO_FAR: Wording(_CANCEL_AT, "The date is more than {years} years away.", "cancelAt"),
    RefusalCode.PERIOD_ENDED: Wording(
        _CANCEL_AT, "The current period has already ended: cancel immediately or on a date.", "cancelAt"
    ),
    RefusalCode.SUBSCRIPTION_EXPIRED: Wording(_ENDED, "The subscription has already expired."),
    RefusalCode.SUBSCRIPTION_ENDED: Wording(_ENDED, "The subscription has ended and cannot be resumed."),
    RefusalCode.NOT_SCHEDULED_TO_CANCEL: Wording(
        UserErrorCode.NOT_SCHEDULED_TO_CANCEL, "The subscription is not scheduled to be cancelled."
    ),
    RefusalCode.COMMENT_TOO_LONG: Wording(
        UserErrorCode.COMMENT_TOO_LONG, "The comment is longer than {limit:,} characters.", "comment"
    ),
    RefusalCode.EXPIRY_OUT_OF_RANGE: Wording(
        UserErrorCode.INVALID_EXPIRY, "A token can last for 1 to {limit} seconds.", "expiresInSeconds"
    ),
    RefusalCode.IDEMPOTENCY_CONFLICT: Wording(
        UserErrorCode.IDEMPOTENCY_CONFLICT, "This idempotency key was used with a different input.", "idempotencyKey"
    ),
    RefusalCode.IDEMPOTENCY_KEY_LENGTH: Wording(
        UserErrorCode.INVALID_IDEMPOTENCY_KEY, "An idempotency key has 1 to {limit} characters.", "idempotencyKey"
    ),
}


@strawberry.type(description="Why a change was refused, for the person who asked for it.")
class UserError:
    code: UserErrorCode = strawberry.field(description="For programs.")
    message: str = strawberry.field(description="For people.")
    field: list[str] | None = strawberry.field(description="Which part of the input it is about.")


def user_errors(refusal: Refusal | None) -> list[UserError]:
    """A payload's `userErrors`: the refusal, or none."""
    if refusal is None:
        return []
    code, _, field = WORDINGS[refusal.code]
    path = None if field is None else ["input", field]
    return [UserError(code=code, message=refusal_message(refusal), field=path)]


def refusal_message(refusal: Refusal) -> str:
    """The refusal in one sentence."""
    return WORDINGS[refusal.code].message.format(**refusal.facts)
