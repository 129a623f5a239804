"""PaymentMethodSummary: what a payment was made with."""

import strawberry


@strawberry.type(description="What was paid with; never more of a card than its brand and last four digits.")
class PaymentMethodSummary:
    type: str = strawberry.field(description='The kind, such as "card" or "sepa_debit".')
    brand: str | None = strawberry.field(description="A card's brand.")
    last4: str | None = strawberry.field(description="The last four digits of the card or account.")


def method_of(kind: str | None, brand: str | None, last4: str | None) -> PaymentMethodSummary | None:
    """The method, where it is known."""
    return PaymentMethodSummary(type=kind, brand=brand, last4=last4) if kind else None
