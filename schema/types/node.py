"""Node: whatever can be fetched again by its id alone."""

from typing import Any

import strawberry

from models.values.instant import Instant, latest
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
from schema.declarations.source import derived

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


_UPDATED = (
    "When it last changed, as far as is known: its newest imported version, or a change made here. What is computed "
    "from other objects, or changes as time passes, changes without it."
)


@strawberry.interface(description="An object that `node` and `nodes` find by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Its id, unique in a project and mode.")
    updated_at: Instant = strawberry.field(description=_UPDATED)


def updated_at(*moments: str) -> Any:
    """The field of a node: the last of these columns' moments, its creation and its imported version."""
    return derived(latest, "created_at", "source_at", *moments, description=_UPDATED)


def relation_of(node_id: str) -> BelongsTo[Any] | None:
    """Which table the id's prefix names; None for a prefix that nobody registered."""
    return RELATIONS_BY_PREFIX.get(node_id.partition("_")[0])
