"""Tax rates of the countries, and the tax of an amount in both of Stripe's shapes."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intake.synthetic.draws import Draw
from intake.synthetic.people import Buyer, Country, list_countries

Rates = tuple["TaxRate", ...]

_REVERSE_CHARGE = ("Reverse charge", "0")


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in thousandths of a percent and Stripe's object; amounts are always exclusive of tax."""

    id: str
    thousandths: int
    reason: str
    stripe: dict[str, Any]

    def tax_of(self, amount: int) -> int:
        """The tax of minor units, rounded half away from zero (a credit mirrors its charge)."""
        tax = (2 * abs(amount) * self.thousandths + 100_000) // 200_000
        return tax if amount >= 0 else -tax


def build_tax_rates(seed: int) -> dict[str, Rates]:
    """The rates by country code; "reverse" is the reverse charge of a company elsewhere in Europe."""
    draw = Draw(f"{seed}:tax rates")
    rates = {country.code: _country_rates(draw, country) for country in list_countries()}
    return rates | {"reverse": (_tax_rate(draw, *_REVERSE_CHARGE, country=None),)}


def rates_for_buyer(rates: dict[str, Rates], buyer: Buyer) -> Rates:
    """The rates that a buyer is charged: a European company outside the UK accounts for the tax itself."""
    if has_reverse_charge(buyer):
        return rates["reverse"]
    return rates[buyer.country.code]


def has_reverse_charge(buyer: Buyer) -> bool:
    """Whether the buyer is a company with a European VAT number."""
    return any(tax_id["type"] == "eu_vat" for tax_id in buyer.tax_ids)


def tax_entries(rates: Rates, amount: int, *, modern: bool, expanded: bool) -> list[dict[str, Any]]:
    """One entry for each rate: `taxes` since 2025-03-31, `tax_amounts` before."""
    shape = _modern_entry if modern else _legacy_entry
    return [shape(rate, rate.tax_of(amount), amount, expanded) for rate in rates]


def sum_entries(lists: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The lines' entries added up by rate: an invoice's `total_taxes` or `total_tax_amounts`."""
    sums = [dict(entry) for entry in lists[0]]
    for entries in lists[1:]:
        for total, entry in zip(sums, entries, strict=True):
            total["amount"] += entry["amount"]
            total["taxable_amount"] += entry["taxable_amount"]
    return sums


def _modern_entry(rate: TaxRate, tax: int, taxable: int, expanded: bool) -> dict[str, Any]:
    return {
        "amount": tax,
        "tax_behavior": "exclusive",
        "tax_rate_details": {"tax_rate": rate.stripe if expanded else rate.id},
        "taxability_reason": rate.reason,
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def _legacy_entry(rate: TaxRate, tax: int, taxable: int, expanded: bool) -> dict[str, Any]:
    return {
        "amount": tax,
        "inclusive": False,
        "tax_rate": rate.stripe if expanded else rate.id,
        "taxability_reason": rate.reason,
        "taxable_amount": taxable,
    }


def _country_rates(draw: Draw, country: Country) -> Rates:
    return tuple(_tax_rate(draw, name, percent, country=country.code) for name, percent in country.taxes)


def _tax_rate(draw: Draw, name: str, percent: str, *, country: str | None) -> TaxRate:
    rate_id = draw.opaque_id("txr_")
    stripe = {
        "id": rate_id,
        "object": "tax_rate",
        "active": True,
        "country": country,
        "display_name": name,
        "inclusive": False,
        "jurisdiction": country,
        "livemode": False,
        "percentage": float(percent),
    }
    reason = "standard_rated" if country else "reverse_charge"
    return TaxRate(rate_id, int(Decimal(percent) * 1000), reason, stripe)
