"""What a customer pays with: cards of several brands, debits of a bank account, Link."""

import time
from dataclasses import dataclass
from typing import Any

from intake.synthetic.draws import Draw
from intake.synthetic.people import Buyer
from intake.synthetic.periods import DAY, shift_moment

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
_REUSABLE = ("card", "link", "bacs_debit", "sepa_debit")
_FAR = (48, 108)
"""The months after which a card expires, unless another span is asked for."""


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A payment method: Stripe's type and object, the same object wherever it is expanded."""

    id: str
    type: str
    stripe: dict[str, Any]
    delay: int
    """Seconds from the order to pay to the money: a bank takes days, a card answers at once."""

    @property
    def details(self) -> dict[str, Any]:
        """What is under the name of its type."""
        details: dict[str, Any] = self.stripe[self.type]
        return details

    @property
    def is_reusable(self) -> bool:
        """Whether a customer can keep it."""
        return self.type in _REUSABLE


def draw_method(draw: Draw, buyer: Buyer, now: int) -> PaymentMethod:
    """A card mostly, a bank debit or Link at times."""
    chance = draw.random()
    if chance < 0.15 and buyer.country.currency in _DEBITS:
        return draw_debit(draw, buyer, now)
    if chance > 0.92:
        return _method(draw, "link", {"email": buyer.email})
    return draw_card(draw, buyer, now)


def draw_card(draw: Draw, buyer: Buyer, now: int, months: tuple[int, int] = _FAR) -> PaymentMethod:
    """A card of any brand, which expires so many months from now; before now where they are negative."""
    brand, last4 = draw.choice(_CARDS)
    expires = time.gmtime(shift_moment(now, "month", draw.between(*months)))
    details = {
        "brand": brand,
        "country": buyer.country.code,
        "exp_month": expires.tm_mon,
        "exp_year": expires.tm_year,
        "funding": "debit" if draw.chance(0.4) else "credit",
        "last4": last4,
    }
    return _method(draw, "card", details)


def draw_transfer(draw: Draw) -> PaymentMethod:
    """A bank transfer to the customer's own virtual account."""
    return _method(draw, "customer_balance", {})


def draw_debit(draw: Draw, buyer: Buyer, now: int) -> PaymentMethod:
    """A debit of a bank account: Bacs for pounds, SEPA for euros, a card where there is neither."""
    kind = _DEBITS.get(buyer.country.currency)
    if kind is None:
        return draw_card(draw, buyer, now)
    details: dict[str, Any] = {"fingerprint": draw.opaque_id("", 16), "last4": draw.fill_pattern("####")}
    if kind == "bacs_debit":
        details["sort_code"] = draw.fill_pattern("10####")
    else:
        details |= {"bank_code": draw.fill_pattern("#####"), "country": buyer.country.code}
    return _method(draw, kind, details, _DEBIT_DELAY)


def keep_method(method: PaymentMethod, customer: str, at: int) -> dict[str, Any]:
    """The method as the customer stores it from then on; written where it is expanded, too."""
    method.stripe.update({"created": at, "customer": customer})
    return method.stripe


def _method(draw: Draw, kind: str, details: dict[str, Any], delay: int = 0) -> PaymentMethod:
    identifier = draw.opaque_id("pm_")
    stripe = {
        "id": identifier,
        "object": "payment_method",
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }
    return PaymentMethod(identifier, kind, stripe, delay)
