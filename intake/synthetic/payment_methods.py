"""What a customer pays with: cards of several brands, debits of a bank account, Link."""

from dataclasses import dataclass
from typing import Any

from intake.synthetic.draws import Draw
from intake.synthetic.people import Buyer
from intake.synthetic.periods import DAY

_CARDS = (
    ("visa", "4242"),
    ("visa", "0002"),
    ("mastercard", "4444"),
    ("mastercard", "8210"),
    ("amex", "0005"),
    ("discover", "1117"),
    ("jcb", "0505"),
    ("unionpay", "0005"),
    ("diners", "0004"),
)
_DEBIT_DELAY = 4 * DAY
_DEBITS = {"gbp": "bacs_debit", "eur": "sepa_debit"}


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A payment method: Stripe's type, and the details under that type's name."""

    id: str
    type: str
    details: dict[str, Any]
    delay: int
    """Seconds from the order to pay to the money: a bank takes days, a card answers at once."""

    def stripe(self) -> dict[str, Any]:
        """The expanded object."""
        return {
            "id": self.id,
            "object": "payment_method",
            "livemode": False,
            "metadata": {},
            "type": self.type,
            self.type: self.details,
        }


def draw_method(draw: Draw, buyer: Buyer) -> PaymentMethod:
    """A card mostly, a bank debit or Link at times."""
    chance = draw.random()
    if chance < 0.15 and buyer.country.currency in _DEBITS:
        return draw_debit(draw, buyer)
    if chance > 0.92:
        return PaymentMethod(draw.opaque_id("pm_"), "link", {"email": buyer.email}, 0)
    return draw_card(draw, buyer)


def draw_card(draw: Draw, buyer: Buyer) -> PaymentMethod:
    """A card of any brand."""
    brand, last4 = draw.choice(_CARDS)
    details = {
        "brand": brand,
        "country": buyer.country.code,
        "exp_month": draw.between(1, 12),
        "exp_year": 2030 + draw.between(0, 5),
        "funding": "debit" if draw.chance(0.4) else "credit",
        "last4": last4,
    }
    return PaymentMethod(draw.opaque_id("pm_"), "card", details, 0)


def draw_transfer(draw: Draw) -> PaymentMethod:
    """A bank transfer to the customer's own virtual account."""
    return PaymentMethod(draw.opaque_id("pm_"), "customer_balance", {}, 0)


def draw_debit(draw: Draw, buyer: Buyer) -> PaymentMethod:
    """A debit of a bank account: Bacs for pounds, SEPA for euros, a card where there is neither."""
    kind = _DEBITS.get(buyer.country.currency)
    if kind is None:
        return draw_card(draw, buyer)
    details: dict[str, Any] = {"fingerprint": draw.opaque_id("", 16), "last4": draw.fill_pattern("####")}
    if kind == "bacs_debit":
        details["sort_code"] = draw.fill_pattern("10####")
    else:
        details |= {"bank_code": draw.fill_pattern("#####"), "country": buyer.country.code}
    return PaymentMethod(draw.opaque_id("pm_"), kind, details, _DEBIT_DELAY)
