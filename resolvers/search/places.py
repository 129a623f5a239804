"""Where an object is shown: by the payment, invoice, subscription or customer that it belongs to."""

from typing import Any, NamedTuple

from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from resolvers.relations import (
    CHARGE,
    CREDIT_NOTE,
    CUSTOMER,
    DISPUTE,
    INVOICE,
    PAYMENT_INTENT,
    PAYMENT_METHOD,
    REFUND,
    SCHEDULE,
    SUBSCRIPTION,
)


class Place(NamedTuple):
    """The object that shows it: which kind, and its id."""

    kind: BelongsTo[Any]
    id: str


class _Way(NamedTuple):
    """From an object that is found by its id, the column that names what shows it."""

    found: BelongsTo[Any]
    column: str
    kind: BelongsTo[Any]


_PAYMENT, _CHARGE = _Way(PAYMENT_INTENT, "id", PAYMENT_INTENT), _Way(CHARGE, "payment_intent_id", PAYMENT_INTENT)
_REFUND, _DISPUTE = _Way(REFUND, "payment_id", PAYMENT_INTENT), _Way(DISPUTE, "payment_id", PAYMENT_INTENT)
_INVOICE, _METHOD = _Way(INVOICE, "id", INVOICE), _Way(PAYMENT_METHOD, "customer_id", CUSTOMER)
# By what an id begins with.
_WAYS: dict[str, tuple[_Way, ...]] = {
    "pi": (_PAYMENT,),
    "ch": (_CHARGE,),
    "py": (_PAYMENT, _CHARGE),
    "re": (_REFUND,),
    "pyr": (_REFUND,),
    "dp": (_DISPUTE,),
    "du": (_DISPUTE,),
    "in": (_INVOICE,),
    "inv": (_INVOICE,),
    "cn": (_Way(CREDIT_NOTE, "invoice_id", INVOICE),),
    "sub": (_Way(SUBSCRIPTION, "id", SUBSCRIPTION), _Way(SCHEDULE, "subscription_id", SUBSCRIPTION)),
    "pm": (_METHOD,),
    "card": (_METHOD,),
    "ba": (_METHOD,),
    "src": (_METHOD,),
}


def has_place(identifier: str) -> bool:
    """Whether objects with such an id are shown by others, or have pages of their own."""
    return identifier.partition("_")[0] in _WAYS


async def find_place(context: RequestContext, identifier: str) -> Place | None:
    """What shows the object with this id: its customer where that is all that is known; None for an unknown one."""
    for way in _WAYS.get(identifier.partition("_")[0], ()):
        row = await context.loaders.load(way.found, identifier)
        if row is None:
            continue
        holder = getattr(row, way.column)
        if holder is not None:
            return Place(way.kind, holder)
        if row.customer_id is not None:
            return Place(CUSTOMER, row.customer_id)
    return None
