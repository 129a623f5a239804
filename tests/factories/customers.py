"""Builders of customers and what stands with them."""

from typing import Any

from models.billing.customer import Customer
from models.billing.payment_method import PaymentMethod
from models.values.instant import DAY
from models.values.naming import fold, sort_name
from tests.factories.scopes import NOW, scope


def make_customer(number: int = 1, **overrides: Any) -> Customer:
    name = overrides.get("name", f"Customer {number}")
    email = overrides.get("email", f"customer{number}@example.com")
    values = {
        "project_id": "prj_1",
        "live_mode": True,
        "id": f"cus_{number}",
        "name": name,
        "email": email,
        "email_folded": email and fold(email),
        "sort_name": sort_name(name),
        "tax_ids": [],
        "extra": {},
        "balances": {},
        "created_at": NOW - number * DAY,
    }
    return Customer(**values | overrides)


def make_method(customer: Customer, number: int = 1, **overrides: Any) -> PaymentMethod:
    values = {
        **scope(customer),
        "id": f"pm_{customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer.id,
        "type": "card",
        "brand": "visa",
        "last4": "4242",
        "expires_month": 12,
        "expires_year": 2027,
        "created_at": NOW - number * DAY,
    }
    return PaymentMethod(**values | overrides)
