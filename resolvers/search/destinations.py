"""Which object's page shows an object: the payment, invoice, subscription or customer that it belongs to."""

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


class Destination(NamedTuple):
    """The object whose page it is: its kind and id."""

    kind: BelongsTo[Any]
    id: str


class _Route(NamedTuple):
    """From an object found by its id: the column that names the object whose page shows it."""

    found: BelongsTo[Any]
    column: str
    kind: BelongsTo[Any]


_PAYMENT, _CHARGE = _Route(PAYMENT_INTENT, "id", PAYMENT_INTENT), _Route(CHARGE, "payment_intent_id", PAYMENT_INTENT)
_REFUND, _DISPUTE = _Route(REFUND, "payment_id", PAYMENT_INTENT), _Route(DISPUTE, "payment_id", PAYMENT_INTENT)
_INVOICE, _METHOD = _Route(INVOICE, "id", INVOICE), _Route(PAYMENT_METHOD, "customer_id", CUSTOMER)
# By what an id begins with.
_ROUTES: dict[str, tuple[_Route, ...]] = {
    "pi": (_PAYMENT,),
    "ch": (_CHARGE,),
    "py": (_PAYMENT, _CHARGE),
    "re": (_REFUND,),
    "pyr": (_REFUND,),
    "dp": (_DISPUTE,),
    "du": (_DISPUTE,),
    "in": (_INVOICE,),
    "inv": (_INVOICE,),
    "cn": (_Route(CREDIT_NOTE, "invoice_id", INVOICE),),
    "sub": (_Route(SUBSCRIPTION, "id", SUBSCRIPTION), _Route(SCHEDULE, "subscription_id", SUBSCRIPTION)),
    "pm": (_METHOD,),
    "card": (_METHOD,),
    "ba": (_METHOD,),
    "src": (_METHOD,),
}


def has_destination(identifier: str) -> bool:
    """Whether a page shows objects with such an id."""
    return identifier.partition("_")[0] in _ROUTES


async def find_destination(context: RequestContext, identifier: str) -> Destination | None:
    """The object whose page shows this one, its customer where nothing else is known; None for an unknown id."""
    for route in _ROUTES.get(identifier.partition("_")[0], ()):
        row = await context.loaders.load(route.found, identifier)
        if row is None:
            continue
        holder = getattr(row, route.column)
        if holder is not None:
            return Destination(route.kind, holder)
        if row.customer_id is not None:
            return Destination(CUSTOMER, row.customer_id)
    return None
