"""What a price comes to for a period: flat, by the package, or in tiers, in the currency that is charged."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Protocol

_EXACT = Context(prec=80)
_AMOUNTS = range(-(2**63), 2**63)


class Price(Protocol):
    """What of a plan says what it costs; see `models.billing.plan.Plan`."""

    @property
    def unit_amount(self) -> Decimal | None: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def is_metered(self) -> bool: ...
    @property
    def billing_scheme(self) -> str | None: ...
    @property
    def tiers_mode(self) -> str | None: ...
    @property
    def tiers(self) -> list[dict[str, Any]] | None: ...
    @property
    def currency_options(self) -> dict[str, Any] | None: ...
    @property
    def package_size(self) -> int | None: ...
    @property
    def package_rounding(self) -> str | None: ...


def period_amount(price: Price, quantity: int | None, currency: str) -> int | None:
    """Minor units before discounts and tax, rounded half up; None where it can't be known.

    That is of a metered price, of one without a quantity, an amount or tiers, and of one not sold in the currency.
    """
    if quantity is None or price.is_metered:
        return None
    exact = _exact_amount(price, quantity, currency)
    if exact is None:
        return None
    rounded = int(exact.to_integral_value(ROUND_HALF_UP, _EXACT))
    return rounded if rounded in _AMOUNTS else None


def _exact_amount(price: Price, quantity: int, currency: str) -> Decimal | None:
    unit_amount, tiers = _amounts_in(price, currency)
    if tiers and price.tiers_mode is not None:
        return _volume(tiers, quantity) if price.tiers_mode == "volume" else _graduated(tiers, quantity)
    if price.billing_scheme == "tiered" or unit_amount is None:
        return None
    return _EXACT.multiply(unit_amount, Decimal(_packages(price, quantity)))


def _amounts_in(price: Price, currency: str) -> tuple[Decimal | None, Sequence[dict[str, Any]] | None]:
    if currency == price.currency:
        return price.unit_amount, price.tiers
    option = (price.currency_options or {}).get(currency)
    if option is None:
        return None, None
    return _decimal(option["unit_amount"]), option["tiers"]


def _packages(price: Price, quantity: int) -> int:
    if not price.package_size:
        return quantity
    whole, rest = divmod(quantity, price.package_size)
    return whole + 1 if rest and price.package_rounding == "up" else whole


def _volume(tiers: Sequence[dict[str, Any]], quantity: int) -> Decimal:
    """One tier for all units."""
    tier = next((tier for tier in tiers if tier["up_to"] is None or quantity <= tier["up_to"]), tiers[-1])
    return _cost(tier, quantity)


def _graduated(tiers: Sequence[dict[str, Any]], quantity: int) -> Decimal:
    """Each tier's units at its own amount; the first tier's flat amount is due without a unit as well."""
    total, start = Decimal(0), 0
    for tier in tiers:
        end = quantity if tier["up_to"] is None else min(quantity, tier["up_to"])
        if end > start or start == 0:
            total = _EXACT.add(total, _cost(tier, end - start))
        start = max(start, end)
        if end >= quantity:
            break
    return total


def _cost(tier: dict[str, Any], units: int) -> Decimal:
    unit = _decimal(tier["unit_amount"]) or Decimal(0)
    return _EXACT.add(_EXACT.multiply(unit, Decimal(units)), _decimal(tier["flat_amount"]) or Decimal(0))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
