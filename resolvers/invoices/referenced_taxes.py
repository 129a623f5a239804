"""The tax rates that invoices and their lines name, and the seller's tax numbers that invoices name."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, select

from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import KeepsSeen, TaxIdentifier, TaxRate, said_at
from models.hydration import hydrate
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among

Named = TypeVar("Named", bound=KeepsSeen)


async def read_tax_rates(reads: Reads, taxed: Iterable[Invoice | InvoiceLine]) -> dict[str, TaxRate]:
    """By their ids, as they are today, those that are known; without any name nothing is read."""
    return await _read(reads, TaxRate, {tax["rate_id"] for row in taxed for tax in row.taxes or () if tax["rate_id"]})


async def read_account_tax_ids(reads: Reads, invoices: Iterable[Invoice]) -> dict[str, TaxIdentifier]:
    """The same of the seller's tax numbers."""
    named = (each for invoice in invoices for each in invoice.account_tax_ids or ())
    return await _read(reads, TaxIdentifier, {each for each in named if isinstance(each, str)})


def rates_at(moment: Instant, rates: Mapping[str, TaxRate]) -> dict[str, TaxRate]:
    """The rates as they were then."""
    return {rate_id: _as_it_was(rate, moment) for rate_id, rate in rates.items()}


def numbers_at(moment: Instant, invoice: Invoice, known: Mapping[str, TaxIdentifier]) -> list[dict[str, str]]:
    """The seller's numbers that an invoice names, `[{type, value}]`, as they were then; without those not known."""
    numbers = []
    for each in invoice.account_tax_ids or ():
        if not isinstance(each, str):
            numbers.append(each)
        elif each in known:
            number = _as_it_was(known[each], moment)
            numbers.append({"type": number.type, "value": number.value})
    return numbers


def _as_it_was(row: Named, moment: Instant) -> Named:
    said = said_at(moment, row.seen)
    return type(row)(**row.model_dump() | said) if said else row


async def _read(reads: Reads, model: type[Any], ids: set[str]) -> dict[str, Any]:
    rows = hydrate(model, await reads.fetch(_named, model, keys=sorted(ids)) if ids else [])
    return {row.id: row for row in rows}


def _named(scope: Scope, model: type[Any]) -> Select[Any]:
    table = scope.table(model, "named")
    return select(*table.c).where(scope.bounds_of_named(table), among(table.c.id, "keys", scope.dialect))
