"""The tax rates that invoices and their lines name."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from models.hydration import hydrate
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


async def read_tax_rates(reads: Reads, taxed: Iterable[Invoice | InvoiceLine]) -> dict[str, TaxRate]:
    """By their ids, those that are known; without any name nothing is read."""
    ids = sorted({tax["rate_id"] for row in taxed for tax in row.taxes or () if tax["rate_id"]})
    return {rate.id: rate for rate in hydrate(TaxRate, await reads.fetch(_rates, keys=ids) if ids else [])}


def _rates(scope: Scope) -> Select[Any]:
    rate = scope.table(TaxRate, "rate")
    return select(*rate.c).where(scope.bounds_of_named(rate), among(rate.c.id, "keys", scope.dialect))
