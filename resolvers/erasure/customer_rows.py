"""Which rows of a table belong to one customer, and so what happens to them when the customer is erased."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    column,
    false,
    or_,
    select,
    table,
    type_coerce,
    union,
)

from models.ownership import CustomerColumn, ParentColumn, owner_of
from models.personal_data import FATES, Emptied, Removed
from models.scoped import SCOPE
from models.tables import METADATA, RETIRED_OF_CUSTOMERS

_TABLES = METADATA.tables
_EVENT, _DISCOUNT, _METHOD, _ANSWER = (
    _TABLES[name] for name in ("imported_event", "discount", "payment_method", "idempotency_record")
)
ESCAPE = "!"
_PLAIN = str.maketrans({sign: f"{ESCAPE}{sign}" for sign in f"%_{ESCAPE}"})
# What imported events call a table, where that is not its name.
KINDS = {"invoice_item": "invoiceitem"}
_WORDS = [table(name, *(column(each) for each in (*SCOPE, "customer_id"))) for name in sorted(RETIRED_OF_CUSTOMERS)]


class CustomerRows(NamedTuple):
    """One customer, as values or as parameters of a statement; `mention` is what `mention_of` makes."""

    project_id: Any
    live_mode: Any
    customer_id: Any
    mention: Any

    def rows_of(self, found: Table) -> ColumnElement[bool]:
        """The rows of the table that belong to the customer, or describe what does."""
        return and_(self.scope_of(found), self._are_theirs(found))

    def scope_of(self, found: Any) -> ColumnElement[bool]:
        """All rows of the customer's project and mode."""
        return and_(found.c.project_id == self.project_id, found.c.live_mode == self.live_mode)

    def _are_theirs(self, found: Table) -> ColumnElement[bool]:
        match owner_of(found):
            case CustomerColumn(name):
                is_named: ColumnElement[bool] = found.c[name] == self.customer_id
                return or_(is_named, self._is_detached()) if found is _METHOD else is_named
            case ParentColumn(name, parent):
                return found.c[name].in_(self._ids_of(_TABLES[parent]))
            case _:
                return self._tell_of_them(found)

    def _tell_of_them(self, found: Table) -> ColumnElement[bool]:
        if found is _DISCOUNT:
            held = (found.c[f"{name}_id"].in_(self._ids_of(_TABLES[name])) for name in ("subscription", "invoice"))
            return or_(found.c.customer_id == self.customer_id, *held)
        if found is _EVENT:
            return or_(*(self._is_event_of(each) for each in owned_tables() if "id" in each.c))
        if found is _ANSWER:
            return type_coerce(found.c.answer, Text).like(self.mention, escape=ESCAPE)
        return false()

    def _ids_of(self, found: Table) -> Any:
        return select(found.c.id).where(self.rows_of(found))

    def _is_event_of(self, found: Table) -> ColumnElement[bool]:
        kind = KINDS.get(found.name, found.name)
        return and_(_EVENT.c.kind == kind, _EVENT.c.object_id.in_(self._ids_of(found)))

    def _is_detached(self) -> ColumnElement[bool]:
        """A method that was taken off the customer, whose payments still name it."""
        payers = (_TABLES["payment_intent"], _TABLES["charge"])
        named = union(*(select(each.c.payment_method_id).where(self.rows_of(each)) for each in payers))
        return and_(_METHOD.c.customer_id.is_(None), _METHOD.c.id.in_(named))

    def retired_rows(self) -> Iterator[tuple[Any, ColumnElement[bool]]]:
        """The tables that only the release before writes, and the customer's rows there."""
        for words in _WORDS:
            yield words, and_(self.scope_of(words), words.c.customer_id == self.customer_id)


AS_PARAMETERS = CustomerRows(*(bindparam(name) for name in ("project_id", "live_mode", "customer_id", "mention")))
"""One customer, for a statement that is compiled once."""


def customer_rows(project_id: str, live_mode: bool, customer_id: str) -> CustomerRows:
    """The customer with this id, as values."""
    return CustomerRows(project_id, live_mode, customer_id, mention_of(orjson.dumps(customer_id).decode()))


def mention_of(part: str) -> str:
    """A pattern of texts that have this part."""
    return f"%{part.translate(_PLAIN)}%"


def owned_tables() -> list[Table]:
    """The tables whose rows name their customer."""
    return [each for each in METADATA.sorted_tables if isinstance(owner_of(each), CustomerColumn)]


def removed_tables() -> list[Table]:
    """The tables whose rows go, each before those that lead to it."""
    found = [each for each in reversed(METADATA.sorted_tables) if isinstance(FATES[each.name], Removed)]
    return sorted(found, key=lambda each: isinstance(owner_of(each), CustomerColumn))


def emptied_tables() -> list[tuple[Table, Emptied]]:
    """The tables whose rows stay without what is personal."""
    return [(each, fate) for each in METADATA.sorted_tables if isinstance(fate := FATES[each.name], Emptied)]
