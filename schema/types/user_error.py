"""Why a change was refused, for the person who asked for it."""

from enum import StrEnum

import strawberry

from schema.enums import describe


class UserErrorCode(StrEnum):
    """What an operator can be told about a refused change: each value is the name of the error inside."""

    SUBSCRIPTION_NOT_FOUND = "SubscriptionNotFound"
    INVALID_CANCEL_AT = "InvalidCancelAt"
    NOT_SCHEDULED_TO_CANCEL = "NotScheduledToCancel"
    ALREADY_ENDED = "AlreadyEnded"
    COMMENT_TOO_LONG = "CommentTooLong"
    IDEMPOTENCY_CONFLICT = "IdempotencyConflict"
    CUSTOMER_NOT_FOUND = "CustomerNotFound"
    INVALID_EXPIRY = "InvalidExpiry"


describe(
    UserErrorCode,
    "Why a change was refused.",
    {
        UserErrorCode.SUBSCRIPTION_NOT_FOUND: "No subscription has this id.",
        UserErrorCode.INVALID_CANCEL_AT: "The date is missing, not in the future or over 5 years away.",
        UserErrorCode.NOT_SCHEDULED_TO_CANCEL: "There is no scheduled cancellation to take back.",
        UserErrorCode.ALREADY_ENDED: "The subscription has ended.",
        UserErrorCode.COMMENT_TOO_LONG: "The comment has more than 1,000 characters.",
        UserErrorCode.IDEMPOTENCY_CONFLICT: "The idempotency key was used with another input.",
        UserErrorCode.CUSTOMER_NOT_FOUND: "No customer has this id.",
        UserErrorCode.INVALID_EXPIRY: "A token lives for 1 second to 24 hours.",
    },
)

_FIELDS = {
    UserErrorCode.SUBSCRIPTION_NOT_FOUND: ["input", "subscriptionId"],
    UserErrorCode.INVALID_CANCEL_AT: ["input", "cancelAt"],
    UserErrorCode.COMMENT_TOO_LONG: ["input", "comment"],
    UserErrorCode.IDEMPOTENCY_CONFLICT: ["input", "idempotencyKey"],
    UserErrorCode.CUSTOMER_NOT_FOUND: ["input", "customerId"],
    UserErrorCode.INVALID_EXPIRY: ["input", "expiresInSeconds"],
}


@strawberry.type(description="Why a change was refused, for the person who asked for it.")
class UserError:
    code: UserErrorCode = strawberry.field(description="For programs.")
    message: str = strawberry.field(description="For people.")
    field: list[str] | None = strawberry.field(description="Which part of the input it is about.")


def user_error(refused: str, message: str) -> UserError:
    """The error for a refusal, by the name of its exception, such as "SubscriptionNotFound"."""
    code = UserErrorCode(refused)
    return UserError(code=code, message=message, field=_FIELDS.get(code))
