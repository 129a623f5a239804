"""The texts for a customer, a plan, an interval and a payment method."""

from typing import Protocol

from models.billing.customer import Customer
from models.billing.payment_failure import readable
from models.billing.plan import BillingInterval
from models.billing.tax_number_names import SCHEMES, is_vat

INTERVALS = {
    BillingInterval.DAY: "day",
    BillingInterval.WEEK: "week",
    BillingInterval.MONTH: "month",
    BillingInterval.YEAR: "year",
}
_METHODS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "eftpos_au": "Eftpos",
    "jcb": "JCB",
    "unionpay": "UnionPay",
    "acss_debit": "Pre-authorised debit",
    "au_becs_debit": "BECS Direct Debit",
    "bacs_debit": "Bacs Direct Debit",
    "cashapp": "Cash App Pay",
    "customer_balance": "Bank transfer",
    "eps": "EPS",
    "ideal": "iDEAL",
    "p24": "Przelewy24",
    "paypal": "PayPal",
    "sepa_debit": "SEPA Direct Debit",
    "us_bank_account": "US bank account",
    "wechat_pay": "WeChat Pay",
}


class Sold(Protocol):
    """What is charged for again each interval."""

    @property
    def interval(self) -> BillingInterval | None:
        """The unit of time."""

    @property
    def interval_count(self) -> int | None:
        """How many of them."""


def customer_title(customer: Customer) -> str:
    """The customer's name, else the e-mail address, else the id."""
    return (customer.name or "").strip() or customer.email or customer.id


def interval(sold: Sold) -> str | None:
    """The interval of a plan: "month", "3 months"; None where it is not known."""
    if sold.interval is None:
        return None
    word = INTERVALS[sold.interval]
    return word if sold.interval_count == 1 else f"{sold.interval_count} {word}s"


def plan_name(product_name: str, name: str) -> str:
    """The product and the plan's name; only the latter if it starts with the product."""
    return name if name.startswith(product_name) else f"{product_name} · {name}"


def payment_method(kind: str | None, brand: str | None, last4: str | None) -> str | None:
    """The payment method: "Visa •••• 4242"; None if unknown."""
    brand = brand or kind
    if brand is None:
        return None
    name = _METHODS.get(brand) or brand.replace("_", " ").capitalize()
    return f"{name} •••• {last4}" if last4 else name


def tax_number_name(kind: str) -> str:
    """What a tax number is called, by its type: "UK VAT", "GSTIN"; the type itself where it has no name here."""
    if is_vat(kind):
        country = kind.partition("_")[0].upper()
        return f"{'UK' if country == 'GB' else country} VAT"
    return SCHEMES.get(kind, kind)


def words_of_code(code: str) -> str:
    """A code within a sentence: "product_not_received" → "product not received"."""
    return readable(code).rstrip(".").lower()
