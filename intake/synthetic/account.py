"""One customer in the making: what is drawn once for it, and the objects of its life so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from intake.synthetic.catalogue import Catalogue
from intake.synthetic.draws import Draw
from intake.synthetic.payment_methods import PaymentMethod
from intake.synthetic.people import Buyer
from intake.synthetic.prices import LEVELS, Price
from intake.synthetic.taxes import Rates

StripeObject = dict[str, Any]


@dataclass(slots=True)
class Account:
    """Everything that the stories need to know of a customer; times are whole seconds."""

    id: str
    buyer: Buyer
    shown: StripeObject
    """The buyer's fields as invoices copy them: name, e-mail, phone and address may be missing."""
    former_address: StripeObject | None
    moved_at: int
    draw: Draw
    catalogue: Catalogue
    rates: Rates
    method: PaymentMethod
    now: int
    modern: bool
    """Stripe's shapes since API version 2025-03-31, or those before."""
    expands: bool
    """Whether prices and tax rates stand inside their parents, or only their ids."""
    number_prefix: str
    terms_days: int | None = None
    """Days to pay for a customer who is sent invoices; None charges the payment method."""
    balance: int = 0
    """Stripe's customer balance: negative is credit that the next invoice uses."""
    discount: StripeObject | None = None
    """One for all of the customer's subscriptions."""
    other_methods: list[PaymentMethod] = field(default_factory=list)
    """Stored beside `method`, which is the default."""
    gave_method: bool = True
    """Whether any of these has been given yet."""
    subscriptions: list[StripeObject] = field(default_factory=list)
    invoices: list[StripeObject] = field(default_factory=list)
    payments: list[StripeObject] = field(default_factory=list)
    credit_notes: list[StripeObject] = field(default_factory=list)
    others: list[StripeObject] = field(default_factory=list)
    """Charges, refunds, disputes, events and whatever else hangs on these."""

    @property
    def methods(self) -> list[PaymentMethod]:
        """What is stored to pay with, the default first; nothing of one who has not bought yet."""
        has_bought = bool(self.subscriptions or self.payments)
        stored = [self.method, *self.other_methods] if has_bought and self.gave_method else []
        return [method for method in stored if method.is_reusable]

    def price(self, product: str, interval: str, currency: str | None = None) -> Price:
        """The price in the customer's own currency, or another."""
        return self.catalogue.price(product, interval, currency or self.buyer.country.currency)

    def worth(self, pence: int) -> int:
        """What so many pence buy, in minor units of the customer's own currency."""
        return pence * LEVELS[self.buyer.country.currency]

    def address_at(self, moment: int) -> StripeObject | None:
        """The address that the customer had then."""
        if self.former_address and moment < self.moved_at:
            return self.former_address
        address: StripeObject | None = self.shown["address"]
        return address

    def list_objects(self) -> Iterator[StripeObject]:
        """Subscriptions, invoices in order of time (numbered now), payments and what hangs on these."""
        self.invoices.sort(key=_created)
        self.payments.sort(key=_created)
        self._number_invoices()
        yield from self.subscriptions
        yield from self.invoices
        yield from self.credit_notes
        yield from self.payments
        yield from self.others

    def first_event(self) -> int | None:
        """When its first subscription, invoice or payment was created; a guest's payment is nobody's."""
        payments = (payment for payment in self.payments if payment["customer"])
        events = (*self.subscriptions, *self.invoices, *payments)
        return min(map(_created, events), default=None)

    def _number_invoices(self) -> None:
        issued = (invoice for invoice in self.invoices if invoice["status"] != "draft")
        for number, invoice in enumerate(issued, start=1):
            invoice["number"] = f"{self.number_prefix}-{number:04}"
        numbers = {invoice["id"]: invoice["number"] for invoice in self.invoices}
        for number, note in enumerate(self.credit_notes, start=1):
            note["number"] = f"{numbers[note['invoice']]}-CN-{number:02}"


def _created(stripe_object: StripeObject) -> int:
    created: int = stripe_object["created"]
    return created
