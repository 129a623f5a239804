"""Where an object's id is found, by what it begins with."""

from typing import Any

from sqlalchemy import Select, select, union
from sqlmodel import SQLModel

from models.billing.balance_transaction import CustomerBalanceTransaction
from models.billing.charge import Charge
from models.billing.credit_note import CreditNote
from models.billing.customer import Customer
from models.billing.dispute import Dispute
from models.billing.invoice import Invoice
from models.billing.invoice_item import InvoiceItem
from models.billing.payment_intent import PaymentIntent
from models.billing.payment_method import PaymentMethod
from models.billing.refund import Refund
from models.billing.subscription import Subscription
from models.billing.subscription_schedule import SubscriptionSchedule
from resolvers.scopes import Scope, text_parameter

_PAYMENTS = (PaymentIntent, Charge)
_TABLES: dict[str, tuple[type[SQLModel], ...]] = {
    "pi": _PAYMENTS,
    "ch": _PAYMENTS,
    "py": _PAYMENTS,
    # A schedule's begins with "sub_sched".
    "sub": (Subscription, SubscriptionSchedule),
    "in": (Invoice,),
    "inv": (Invoice,),
    "ii": (InvoiceItem,),
    "re": (Refund,),
    "pyr": (Refund,),
    "dp": (Dispute,),
    "du": (Dispute,),
    "pm": (PaymentMethod,),
    "card": (PaymentMethod,),
    "ba": (PaymentMethod,),
    "src": (PaymentMethod,),
    "cn": (CreditNote,),
    "cbtxn": (CustomerBalanceTransaction,),
}


def owners_of_id(scope: Scope, prefix: str) -> Any:
    """The customer whose id is bound as `identifier`, or whose object has it."""
    customer = scope.table(Customer, "named")
    found: list[Select[Any]] = [
        select(customer.c.id).where(scope.bounds(customer), customer.c.id == text_parameter("identifier"))
    ]
    for model in _TABLES.get(prefix, ()):
        table: Any = scope.table(model, f"named_{model.__tablename__}")
        named = (scope.bounds(table), table.c.id == text_parameter("identifier"), table.c.customer_id.is_not(None))
        found.append(select(table.c.customer_id).where(*named))
    return union(*found)


def known_prefix(prefix: str) -> str:
    """The prefix, or nothing where only a customer can have such an id: part of a statement's shape."""
    return prefix if prefix in _TABLES else ""
