"""Finding the one customer who has an id, an address, a number or a value of metadata that nobody else has."""

from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.billing.customer import Customer
from models.billing.payment_intent import PaymentIntent
from models.billing.subscription import Subscription
from models.search.entries import email_text, number_text, pair_text
from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from models.values.instant import Instant
from resolvers.batches import Columns
from resolvers.belongs_to import BelongsTo
from resolvers.errors import BadInput, Forbidden
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter, text_parameter
from storage.statement import Row

MOST_TOLD = 1000


class KeyKind(StrEnum):
    """What a customer may be found by, in words."""

    ID = "id"
    EMAIL = "e-mail address"
    METADATA = "value of metadata"
    INVOICE_NUMBER = "invoice number"
    PAYMENT_INTENT_ID = "payment"
    SUBSCRIPTION_ID = "subscription"


class UniqueKey(NamedTuple):
    """A kind of key, and its value: an id, or the text of an entry; None where no entry can have such a text."""

    kind: KeyKind
    value: str | None

    @classmethod
    def of_email(cls, email: str) -> "UniqueKey":
        """An e-mail address in any case."""
        return cls(KeyKind.EMAIL, email_text(email))

    @classmethod
    def of_metadata(cls, key: str, value: str) -> "UniqueKey":
        """A key of metadata with its value, to the letter."""
        return cls(KeyKind.METADATA, pair_text(key, value))

    @classmethod
    def of_invoice_number(cls, number: str) -> "UniqueKey":
        """An invoice's number, without case and signs."""
        return cls(KeyKind.INVOICE_NUMBER, number_text(number))

    def __str__(self) -> str:
        """The key of the batch."""
        return f"{self.kind.name} {self.value or ''}"


class UniqueCustomer(BelongsTo[Customer]):
    """The customer who alone has a key: a batch by keys as text.

    It raises Forbidden, and BadInput with the number of customers where several have the key.
    """

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Customer | None]:
        """One customer a key; None for a key that nobody has."""
        owners = await _find_owners(reads, keys)
        known = dict(zip(ids := _ids(owners), await super().load(reads, now, ids), strict=True)) if any(owners) else {}
        return [None if owner is None else known[owner] for owner in owners]

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Row | None]:
        """By key, the row as it is stored, with these columns; None as above."""
        owners = await _find_owners(reads, keys)
        known = await super().read(reads, now, _ids(owners), columns) if any(owners) else {}
        return {key: None if owner is None else known[owner] for key, owner in zip(keys, owners, strict=True)}


UNIQUE_CUSTOMER = UniqueCustomer(Customer)


async def _find_owners(reads: Reads, keys: list[str]) -> list[str | None]:
    if not reads.viewer.may_list:
        raise Forbidden("A customer's token can't look up customers.")
    return [await _find_owner(reads, *key.split(" ", 1)) for key in keys]


async def _find_owner(reads: Reads, name: str, value: str) -> str | None:
    kind = KeyKind[name]
    rows = await reads.fetch(_owners, kind, value=value, most=MOST_TOLD + 1)
    if len(rows) > 1:
        number = f"{len(rows):,}" if len(rows) <= MOST_TOLD else f"More than {MOST_TOLD:,}"
        raise BadInput(f"{number} customers have this {kind}: it does not tell which one is meant.")
    return rows[0][0] if rows else None


def _ids(owners: list[str | None]) -> list[str]:
    return sorted({owner for owner in owners if owner is not None})


_TABLES: dict[KeyKind, Any] = {
    KeyKind.ID: Customer,
    KeyKind.PAYMENT_INTENT_ID: PaymentIntent,
    KeyKind.SUBSCRIPTION_ID: Subscription,
}


def _owners(scope: Scope, kind: KeyKind) -> Select[Any]:
    value, most = text_parameter("value"), number_parameter("most")
    if kind in _TABLES:
        table = scope.table(_TABLES[kind])
        owner = table.c.id if kind is KeyKind.ID else table.c.customer_id
        return select(owner).where(scope.bounds(table), table.c.id == value, owner.is_not(None)).limit(most)
    entry = scope.table(SearchEntry)
    is_it = (entry.c.text == value, entry.c.weight == int(Weight.EXACT))
    return select(entry.c.customer_id).where(scope.bounds(entry), *is_it).distinct().limit(most)
