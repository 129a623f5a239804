"""CustomerKey: what one customer alone has."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from resolvers.customers.unique_customers import KeyKind, UniqueKey
from schema.declarations.arguments import given
from schema.inputs.customer_filter import MetadataEntryInput


@strawberry.input(one_of=True, description="Exactly one of these.")
class CustomerKey:
    id: strawberry.ID | None = strawberry.field(default=UNSET, description="The customer's id.")
    email: str | None = strawberry.field(default=UNSET, description="The whole e-mail address, in any case.")
    metadata: MetadataEntryInput | None = strawberry.field(
        default=UNSET, description="A key of metadata with its value."
    )
    invoice_number: str | None = strawberry.field(
        default=UNSET, description="The number of an invoice of theirs, whatever its case and signs."
    )
    payment_intent_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The id of a payment of theirs."
    )
    subscription_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The id of a subscription of theirs."
    )


def ask_unique(
    _viewer: Viewer, by: Annotated[CustomerKey, strawberry.argument(description="What they alone have.")]
) -> Sequence[str]:
    """The key of the batch of unique customers."""
    return [str(_unique_key(by))]


def _unique_key(by: CustomerKey) -> UniqueKey:
    if (metadata := given(by.metadata)) is not None:
        return UniqueKey.of_metadata(metadata.key, metadata.value)
    if (email := given(by.email)) is not None:
        return UniqueKey.of_email(email)
    if (number := given(by.invoice_number)) is not None:
        return UniqueKey.of_invoice_number(number)
    if (payment := given(by.payment_intent_id)) is not None:
        return UniqueKey(KeyKind.PAYMENT_INTENT_ID, payment)
    if (subscription := given(by.subscription_id)) is not None:
        return UniqueKey(KeyKind.SUBSCRIPTION_ID, subscription)
    return UniqueKey(KeyKind.ID, given(by.id))
