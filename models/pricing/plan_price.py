"""The price of a stored plan, in the currency that a subscription is charged in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from models.pricing.price import Price, PricingModel, Tier

UNKNOWN_PRICE = Price(PricingModel.UNKNOWN)

_AMOUNTS = range(-(2**63), 2**63)


class StoredPrice(Protocol):
    """The columns of `models.billing.plan.Plan` that say what it costs."""

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


def pricing_model(
    is_metered: bool,
    billing_scheme: str | None,
    tiers_mode: str | None,
    unit_amount: Decimal | int | None,
    package_size: int | None,
) -> PricingModel:
    """How a plan's price becomes an amount; UNKNOWN where the plan does not say."""
    if is_metered:
        return PricingModel.METERED
    if tiers_mode is not None:
        return PricingModel.VOLUME if tiers_mode == "volume" else PricingModel.GRADUATED
    if billing_scheme == "tiered" or unit_amount is None:
        return PricingModel.UNKNOWN
    return PricingModel.PACKAGE if package_size else PricingModel.FLAT


def price_in(stored: StoredPrice, currency: str) -> Price:
    """The plan's price in the currency; UNKNOWN where it is not sold in it, or says no amount."""
    if stored.currency == currency:
        return _price(stored, stored.unit_amount, stored.tiers)
    option = (stored.currency_options or {}).get(currency)
    return UNKNOWN_PRICE if option is None else _price(stored, _decimal(option["unit_amount"]), option["tiers"])


def period_amount(stored: StoredPrice, quantity: int | None, currency: str) -> int | None:
    """Minor units of a period before discounts and tax; None where they can't be known or are beyond 64 bits."""
    amount = price_in(stored, currency).amount(quantity)
    return amount if amount is not None and amount in _AMOUNTS else None


def _price(stored: StoredPrice, unit_amount: Decimal | None, tiers: Sequence[dict[str, Any]] | None) -> Price:
    model = pricing_model(stored.is_metered, stored.billing_scheme, stored.tiers_mode, unit_amount, stored.package_size)
    return Price(
        model,
        unit_amount,
        tuple(map(read_tier, tiers or ())),
        divide_by=stored.package_size or 1,
        round_up=stored.package_rounding == "up",
    )


def read_tier(stored: dict[str, Any]) -> Tier:
    """A tier as plans and the lines of invoices keep it."""
    nothing = Decimal(0)
    return Tier(stored["up_to"], _decimal(stored["unit_amount"]) or nothing, _decimal(stored["flat_amount"]) or nothing)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
