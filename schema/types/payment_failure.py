"""PaymentFailure: why a payment did not complete."""

import strawberry


@strawberry.type(description="Why a payment did not complete.")
class PaymentFailure:
    code: str | None = strawberry.field(description='The processor\'s code, such as "card_declined".')
    message: str | None = strawberry.field(description="The reason in words.")


def failure_of(code: str | None, message: str | None) -> PaymentFailure | None:
    """The failure that was kept, if any."""
    return PaymentFailure(code=code, message=message) if code or message else None
