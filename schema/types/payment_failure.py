"""PaymentFailure: why a payment did not complete."""

import strawberry

from models.billing.payment_failure import may_retry, told_to_customer
from resolvers.context import RequestContext


@strawberry.type(description="Why a payment, or an attempt at one, did not complete.")
class PaymentFailure:
    code: str | None = strawberry.field(
        description="The bank's own code, such as \"insufficient_funds\", else the processor's, such as "
        '"card_declined". A customer\'s token reads "generic_decline" where the bank asks not to tell the customer.'
    )
    message: str | None = strawberry.field(description="The reason in words, as the processor tells the customer.")
    may_retry: bool | None = strawberry.field(
        description="Whether the same payment method may be tried again: false means that another one is needed. "
        "Null where the code does not tell."
    )


def failure_of(code: str | None, message: str | None, context: RequestContext) -> PaymentFailure | None:
    """The failure that was stored, if any, as far as the viewer may know it."""
    if not code and not message:
        return None
    if context.viewer.is_customer:
        code, message = told_to_customer(code, message)
    return PaymentFailure(code=code, message=message, may_retry=may_retry(code))
