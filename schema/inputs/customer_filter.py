"""CustomerFilter: what narrows the list of customers."""

from typing import Any

import strawberry
from strawberry import UNSET

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.summaries.facets import Risk
from models.values.instant import Instant
from resolvers.customers.filter.customer_filter import CustomerFilter as CustomerConditions
from schema.declarations.arguments import given


@strawberry.input(description="A key of metadata and its value.")
class MetadataEntryInput:
    key: str = strawberry.field(description="The key.")
    value: str = strawberry.field(description="The whole value.")


@strawberry.input(description="Each part that is given narrows the list.")
class CustomerFilter:
    subscription_status: list[SubscriptionStatus] | None = strawberry.field(
        default=UNSET, description="Has a subscription in one of these."
    )
    invoice_status: list[InvoiceStatus] | None = strawberry.field(
        default=UNSET, description="Has an invoice in one of these."
    )
    overdue: bool | None = strawberry.field(default=UNSET, description="Has an overdue invoice; false: has none.")
    at_risk: bool | None = strawberry.field(
        default=UNSET,
        description=(
            "Pays late (see `Customer.delinquent`), has money held or lost in a dispute, has a current subscription "
            "that is scheduled to end, or a card that ends before the next charge that it pays; false: none of these."
        ),
    )
    risk: list[Risk] | None = strawberry.field(default=UNSET, description="Is at risk for one of these reasons.")
    created_from: Instant | None = strawberry.field(default=UNSET, description="Created then or later.")
    created_before: Instant | None = strawberry.field(default=UNSET, description="Created before then.")
    metadata: list[MetadataEntryInput] | None = strawberry.field(
        default=UNSET, description="Has all of these in its metadata, to the letter; at most 10."
    )


def customer_conditions(search: str | None, filter: CustomerFilter | None) -> CustomerConditions:
    """The search and the filter as the list of customers reads them."""
    parts = {} if filter is None else {name: _condition(value) for name, value in vars(filter).items()}
    return CustomerConditions(search=search, **parts)


def _condition(value: Any) -> Any:
    wanted = given(value)
    if isinstance(wanted, list):
        return tuple((each.key, each.value) if isinstance(each, MetadataEntryInput) else each for each in wanted)
    return wanted
