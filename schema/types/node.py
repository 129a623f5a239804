"""Node: whatever can be fetched again by its id alone."""

from typing import Any

import strawberry

from resolvers.belongs_to import BelongsTo
from resolvers.relations import (
    CREDIT_NOTE,
    CUSTOMER,
    DISPUTE,
    INVOICE,
    PAYMENT_INTENT,
    PAYMENT_METHOD,
    REFUND,
    SUBSCRIPTION,
)

# Stripe's prefixes, and Calmony's own "inv_" for invoices.
RELATIONS_BY_PREFIX: dict[str, BelongsTo[Any]] = {
    "cus": CUSTOMER,
    "pi": PAYMENT_INTENT,
    "sub": SUBSCRIPTION,
    "in": INVOICE,
    "inv": INVOICE,
    "re": REFUND,
    "pyr": REFUND,
    "dp": DISPUTE,
    "du": DISPUTE,
    "pm": PAYMENT_METHOD,
    "card": PAYMENT_METHOD,
    "ba": PAYMENT_METHOD,
    "src": PAYMENT_METHOD,
    "cn": CREDIT_NOTE,
    # A charge without a payment intent is a payment under its own id.
    "ch": PAYMENT_INTENT,
    "py": PAYMENT_INTENT,
}

NODE_RELATIONS = tuple(dict.fromkeys(RELATIONS_BY_PREFIX.values()))


@strawberry.interface(description="An object that `node` and `nodes` find by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Its id, unique in a project and mode.")


def relation_of(node_id: str) -> BelongsTo[Any] | None:
    """Which table the id's prefix names; None for a prefix that nobody registered."""
    return RELATIONS_BY_PREFIX.get(node_id.partition("_")[0])
