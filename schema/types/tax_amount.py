"""TaxAmount: the tax of an invoice at one rate."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import strawberry

from models.billing.tax import percentage_of
from models.values.money import Amount
from resolvers.invoices.tax_rates_of_invoices import NamedRate
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.money import Money, money


class TaxOfInvoice(NamedTuple):
    """One of an invoice's taxes; amounts are minor units of `currency`."""

    id: str
    currency: str
    name: str | None
    percentage: Decimal | None
    taxable: int | None
    amount: int
    included: bool


def tax_amounts_of(
    rates: Mapping[str, NamedRate], invoice_id: str, currency: str, taxes: list[dict[str, Any]] | None
) -> list[TaxOfInvoice]:
    """The stored taxes of an invoice, with the rates that they name by their ids."""
    return [_tax_of(tax, f"{invoice_id}/tax/{place}", currency, rates) for place, tax in enumerate(taxes or [])]


def _tax_of(tax: dict[str, Any], tax_id: str, currency: str, rates: Mapping[str, NamedRate]) -> TaxOfInvoice:
    rate = rates.get(tax.get("rate_id") or "")
    return TaxOfInvoice(
        id=tax_id,
        currency=currency,
        name=rate and rate.name,
        percentage=percentage_of(tax, rates),
        taxable=tax.get("taxable"),
        amount=tax["amount"],
        included=bool(tax.get("included")),
    )


def _taxable(taxable: int | None, currency: str) -> Amount | None:
    return None if taxable is None else Amount(taxable, currency)


@row_type(TaxOfInvoice, "The tax of an invoice at one rate.")
class TaxAmount:
    id: strawberry.ID = column("id", "Made of the invoice's id and the tax's place on it.")
    name: str | None = column("name", 'What the rate is called, such as "VAT"; null where that is not known.')
    rate: Decimal | None = column("percentage", "The rate in percent; null where that is not known.")
    taxable: Money | None = derived(
        _taxable, "taxable", "currency", description="What is taxed; null where that is not known."
    )
    amount: Money = money("amount", "The tax.")
    included: bool = column("included", "Whether prices include it; otherwise it is put on top.")
