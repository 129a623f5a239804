"""The rows whose values find customers: which columns of theirs, and what these say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from models.columns import JsonText
from models.scoped import column_names
from models.search.entries import (
    Entry,
    entries_of_amounts,
    entries_of_card,
    entries_of_customer,
    entries_of_number,
    entries_of_values,
)
from models.tables import METADATA, MODELS


class Source(NamedTuple):
    """`entries` takes the values of the columns in their order; the column `owner` names the customer."""

    table: Table
    columns: tuple[str, ...]
    entries: Callable[..., set[Entry]]
    owner: str = "customer_id"

    @property
    def attributes(self) -> list[str]:
        """What the model calls the columns."""
        names = dict(zip(self.table.columns.keys(), column_names(MODELS[self.table]), strict=True))
        return [names[name] for name in self.columns]

    def decode(self, stored: Sequence[Any]) -> list[Any]:
        """The values that stored ones stand for; null stays null."""
        kinds = [self.table.c[name].type for name in self.columns]
        return [
            kind.decode(value) if isinstance(kind, JsonText) and value is not None else value
            for kind, value in zip(kinds, stored, strict=True)
        ]


def _of_payment(
    currency: str, amount: int, received: int, last4: str | None, metadata: Mapping[str, str] | None
) -> set[Entry]:
    return entries_of_amounts(currency, amount, received) | entries_of_card(last4) | entries_of_values(metadata)


def _of_invoice(currency: str, total: int, number: str | None) -> set[Entry]:
    return entries_of_amounts(currency, total) | entries_of_number(number)


OF_CUSTOMER = Source(
    METADATA.tables["customer"], ("name", "email", "phone", "metadata"), entries_of_customer, owner="id"
)
# Each says its own about its customer: what several say is kept once, with how many do.
OF_OBJECTS = (
    Source(
        METADATA.tables["payment_intent"],
        ("currency", "amount", "amount_received", "method_last4", "metadata"),
        _of_payment,
    ),
    Source(METADATA.tables["invoice"], ("currency", "total", "number"), _of_invoice),
    Source(METADATA.tables["payment_method"], ("last4",), entries_of_card),
)
ALL = {source.table: source for source in (OF_CUSTOMER, *OF_OBJECTS)}
