"""The rows whose values find customers: which columns of theirs, and what these say."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Table

from models.search.entries import (
    Entry,
    entries_of_amounts,
    entries_of_card,
    entries_of_customer,
    entries_of_number,
)
from models.tables import METADATA


class Source(NamedTuple):
    """`entries` takes the values of the columns in their order; the column `owner` names the customer."""

    table: Table
    columns: tuple[str, ...]
    entries: Callable[..., set[Entry]]
    owner: str = "customer_id"


def _of_payment(currency: str, amount: int, received: int, last4: str | None) -> set[Entry]:
    return entries_of_amounts(currency, amount, received) | entries_of_card(last4)


def _of_invoice(currency: str, total: int, number: str | None) -> set[Entry]:
    return entries_of_amounts(currency, total) | entries_of_number(number)


OF_CUSTOMER = Source(
    METADATA.tables["customer"], ("name", "email", "phone", "metadata"), entries_of_customer, owner="id"
)
# Each says its own about its customer: what several say is kept once, with how many do.
OF_OBJECTS = (
    Source(METADATA.tables["payment_intent"], ("currency", "amount", "amount_received", "method_last4"), _of_payment),
    Source(METADATA.tables["invoice"], ("currency", "total", "number"), _of_invoice),
    Source(METADATA.tables["payment_method"], ("last4",), entries_of_card),
)
ALL = {source.table: source for source in (OF_CUSTOMER, *OF_OBJECTS)}
