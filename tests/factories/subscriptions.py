"""Builders of products, plans, subscriptions and their events."""

from decimal import Decimal
from typing import Any

from models.billing.customer import Customer
from models.billing.event import Event, EventType
from models.billing.plan import BillingInterval, Plan, Product
from models.billing.subscription import Subscription, SubscriptionStatus
from models.billing.subscription_item import SubscriptionItem
from models.values.instant import DAY
from storage.database import Database
from tests.factories.access import make_project
from tests.factories.customers import make_customer
from tests.factories.scopes import NOW, scope
from tests.storing import save


def make_product(**overrides: Any) -> Product:
    values = {"project_id": "prj_1", "live_mode": True, "id": "prod_1", "name": "Coffee club"}
    return Product(**values | overrides)


def make_plan(number: int = 1, **overrides: Any) -> Plan:
    values = {
        "project_id": "prj_1",
        "live_mode": True,
        "id": f"price_{number}",
        "product_id": "prod_1",
        "product_name": "Coffee club",
        "name": f"Plan {number}",
        "unit_amount": Decimal(1500),
        "amount": 1500,
        "currency": "GBP",
        "interval": BillingInterval.MONTH,
        "interval_count": 1,
    }
    return Plan(**values | overrides)


def make_subscription(customer: Customer, number: int = 1, **overrides: Any) -> Subscription:
    values = {
        **scope(customer),
        "id": f"sub_{customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer.id,
        "status": SubscriptionStatus.ACTIVE,
        "currency": "GBP",
        "current_period_start": NOW - 10 * DAY,
        "current_period_end": NOW + 20 * DAY,
        "created_at": NOW - number * DAY,
    }
    return Subscription(**values | overrides)


def make_item(subscription: Subscription, plan: Plan, position: int = 0, **overrides: Any) -> SubscriptionItem:
    quantity = overrides.get("quantity", 1)
    values = {
        **scope(subscription),
        "id": f"si_{subscription.id}_{position}",
        "subscription_id": subscription.id,
        "plan_id": plan.id,
        "quantity": quantity,
        "amount": None if plan.amount is None or quantity is None else plan.amount * quantity,
        "currency": plan.currency,
        "position": position,
    }
    return SubscriptionItem(**values | overrides)


def make_event(subscription: Subscription, **overrides: Any) -> Event:
    """A cancellation of the subscription, unless overridden."""
    values = {
        **scope(subscription),
        "id": f"evt_{subscription.id}",
        "type": EventType.SUBSCRIPTION_CANCELED.value,
        "customer_id": subscription.customer_id,
        "subject_id": subscription.id,
        "actor": "Back office",
        "actor_id": "key_1",
        "changes": {"before": {}, "after": {}},
        "created_at": NOW,
    }
    return Event(**values | overrides)


async def save_subscription(database: Database, *, plan: Plan | None = None, **overrides: Any) -> Subscription:
    """Stores `sub_1_1` of `cus_1` with one item, and all that it refers to."""
    plan, customer = plan or make_plan(), make_customer()
    subscription = make_subscription(customer, **overrides)
    await save(database, make_project(), make_product(), plan, customer, subscription, make_item(subscription, plan))
    return subscription
