"""One customer with everything that belongs to it, as bare objects in any order."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.oracle.books import Books, StripeObject
from tests.oracle.generated.discounts import discounts
from tests.oracle.generated.invoices import invoices
from tests.oracle.generated.moments import LONG_AGO
from tests.oracle.generated.payments import payments
from tests.oracle.generated.prices import CURRENCIES, make_products
from tests.oracle.generated.subscriptions import subscriptions


@dataclass
class Account:
    """What is imported, and the last state of each object, which the oracle reads."""

    customer: StripeObject
    books: Books
    inputs: list[StripeObject]


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    currency = draw(st.sampled_from(CURRENCIES))
    customer = draw(customers(currency))
    objects = [customer, *make_products()]
    for number in range(draw(st.integers(0, 2))):
        objects += draw(subscriptions(f"sub_{number}", customer))
    objects += draw(pending_items(customer, [each["id"] for each in objects if each["object"] == "subscription"]))
    for number in range(draw(st.integers(0, 3))):
        objects += draw(payments(f"pi_{number}", customer, draw(st.sampled_from([currency, "usd"]))))
    for number in range(draw(st.integers(0, 3))):
        objects += draw(invoices(f"in_{number}", customer, draw(st.sampled_from([currency, "usd"]))))
    inputs = list(objects)
    draw(st.randoms(use_true_random=False)).shuffle(inputs)
    return Account(customer, Books(objects), inputs)


@st.composite
def customers(draw: st.DrawFn, currency: str) -> StripeObject:
    customer = {
        "id": "cus_1",
        "object": "customer",
        "name": "Zoë Ångström",
        "email": "zoe@example.com",
        "currency": currency,
        "balance": draw(st.sampled_from([0, 0, 0, -300, -100_000, 250])),
        "tax_exempt": draw(st.sampled_from(["none", "none", "none", "exempt", "reverse"])),
        "discount": None,
        "invoice_settings": {"default_payment_method": draw(st.sampled_from([None, None, "pm_2"]))},
        "metadata": {},
        "livemode": True,
        "created": LONG_AGO,
    }
    if draw(st.integers(0, 4)) == 0:
        customer["discount"] = draw(discounts("di_cus", currency, customer="cus_1"))
    return customer


@st.composite
def pending_items(draw: st.DrawFn, customer: StripeObject, owners: list[str]) -> list[StripeObject]:
    found = []
    for number in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        amount = draw(st.sampled_from([-300, -200, 100, 999, 12_345]))
        found.append(
            {
                "id": f"ii_{number}",
                "object": "invoiceitem",
                "customer": customer["id"],
                "subscription": draw(st.sampled_from([None, *owners])),
                "invoice": None,
                "amount": amount,
                "currency": customer["currency"],
                "description": "Setup",
                "discountable": amount > 0,
                "discounts": [],
                "tax_rates": [],
                "quantity": 1,
                "proration": amount < 0,
                "period": {"start": LONG_AGO, "end": LONG_AGO},
                "livemode": True,
                "date": LONG_AGO,
            }
        )
    return found
