"""The recipes of CONTRIBUTING.md name files that exist, and what they ask for is complete."""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from app.commands.options import RoleChoice
from dashboard.cancel_subscription.consequences import UNBILLED
from dashboard.wording.badges import (
    ATTEMPT_BADGES,
    CUSTOMER_BADGES,
    DISPUTE_BADGES,
    INVOICE_BADGES,
    PAYMENT_BADGES,
    REFUND_BADGES,
    REFUND_STATE_BADGES,
    SUBSCRIPTION_BADGES,
)
from dashboard.wording.names import INTERVALS
from models.access.permissions import PERMISSIONS
from models.access.viewer import Role
from models.billing.charge import ChargeStatus
from models.billing.customer_status import CustomerStatus
from models.billing.dispute import DisputeStatus
from models.billing.event import EventType
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.billing.plan import BillingInterval
from models.billing.refund import RefundState
from models.billing.subscription import CURRENT, ENDED, SubscriptionStatus
from models.summaries.facets import Risk
from pdf.content.compose import STATUSES
from resolvers.activity.activity import ActivityKind
from resolvers.activity.facts import Facts
from resolvers.activity.payment_wording import REFUND_OUTCOMES
from resolvers.activity.sources import EVENTS, SOURCES
from resolvers.activity.wording import DESCRIBERS, OUTCOMES
from resolvers.customers.customers import count_customers
from resolvers.customers.filter.customer_conditions import CONDITIONS
from resolvers.customers.filter.customer_filter import CustomerFilter
from schema.inputs.customer_filter import CustomerFilter as CustomerFilterInput
from storage.database import Database
from tests.app.test_access_matrix import CALLERS
from tests.factories import NOW, make_context, make_customer, make_project, save

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
PATH = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_0-9]+\.[a-z]+)?)`")

WORDED: list[tuple[type[StrEnum], Mapping[Any, object], str]] = [
    (SubscriptionStatus, SUBSCRIPTION_BADGES, "dashboard/wording/badges.py"),
    (InvoiceStatus, INVOICE_BADGES, "dashboard/wording/badges.py"),
    (PaymentIntentStatus, PAYMENT_BADGES, "dashboard/wording/badges.py"),
    (RefundStatus, REFUND_BADGES, "dashboard/wording/badges.py"),
    (RefundState, REFUND_STATE_BADGES, "dashboard/wording/badges.py"),
    (DisputeStatus, DISPUTE_BADGES, "dashboard/wording/badges.py"),
    (ChargeStatus, ATTEMPT_BADGES, "dashboard/wording/badges.py"),
    (RefundState, REFUND_OUTCOMES, "resolvers/activity/payment_wording.py"),
    (CustomerStatus, CUSTOMER_BADGES, "dashboard/wording/badges.py"),
    (BillingInterval, INTERVALS, "dashboard/wording/names.py"),
    (PaymentIntentStatus, OUTCOMES, "resolvers/activity/wording.py"),
    (InvoiceStatus, STATUSES, "pdf/content/compose.py"),
    (Role, PERMISSIONS, "models/access/permissions.py"),
]

FILTERS: dict[str, Any] = {
    "search": "cus_1",
    "subscription_status": (SubscriptionStatus.ACTIVE,),
    "invoice_status": (InvoiceStatus.OPEN,),
    "overdue": True,
    "created_from": NOW,
    "created_before": NOW,
    "metadata": (("crm", "42"),),
    "at_risk": True,
    "risk": (Risk.CARD_ENDS,),
}


def list_recipes() -> dict[str, str]:
    _, *sections = re.split(r"^### ", GUIDE.partition("\n## Recipes\n")[2], flags=re.MULTILINE)
    return {title: steps for title, _, steps in (section.partition("\n") for section in sections)}


def test_there_is_a_recipe_for_each_common_change() -> None:
    assert list(list_recipes()) == [
        "Add a field",
        "Add a table with its type and its import shape",
        "Add a mutation",
        "Add a filter to the list of customers and the API",
        "Add a subscription status",
        "Add a role",
        "Add an invoice language",
        "Add a setting",
        "Add a database dialect",
    ]


@pytest.mark.parametrize("title", list_recipes())
def test_a_recipe_names_files_that_exist(title: str) -> None:
    paths = PATH.findall(list_recipes()[title])

    assert len(paths) > 2
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("enum", "words", "file"), WORDED, ids=lambda part: getattr(part, "__name__", ""))
def test_every_member_of_an_enum_is_worded(enum: type[StrEnum], words: Collection[Any], file: str) -> None:
    missing = set(enum) - set(words)

    assert not missing, f"add the new member of {enum.__name__} to {file}"


def test_a_subscription_that_goes_on_without_a_charge_says_what_its_cancellation_leads_to() -> None:
    unbilled = set(SubscriptionStatus) - ENDED - CURRENT

    assert unbilled == set(UNBILLED), "add the new status to UNBILLED in dashboard/cancel_subscription/consequences.py"


@pytest.mark.parametrize("type_", EventType)
def test_every_event_is_worded(type_: EventType) -> None:
    description = DESCRIBERS[EVENTS](Facts(state=type_.value))

    assert description.kind is not ActivityKind.OTHER, "word the new event in resolvers/activity/wording.py"


def test_every_role_but_a_customers_can_be_typed() -> None:
    roles = {role.name for role in Role} - {Role.CUSTOMER.name}

    assert roles == {choice.name for choice in RoleChoice}, "add the new role to RoleChoice in app/commands/options.py"


def test_every_role_is_in_the_access_matrix() -> None:
    missing = {role for role in Role if role.value.lower() not in CALLERS}

    assert not missing, "a new role has a caller in tests/app/test_access_matrix.py"


def test_every_part_of_a_customer_filter_has_a_condition() -> None:
    parts = {part.name for part in fields(CustomerFilter)} - {"search"}

    assert parts == set(CONDITIONS), "a new part of CustomerFilter has a condition in resolvers/customers/filter/"


def test_every_part_of_a_customer_filter_is_an_argument_of_the_api() -> None:
    parts = {part.name for part in fields(CustomerFilter)} - {"search"}

    assert parts == set(CustomerFilterInput.__annotations__), "add the part to schema/inputs/customer_filter.py"


@pytest.mark.parametrize("part", [part.name for part in fields(CustomerFilter)])
async def test_every_part_of_a_customer_filter_can_be_asked_for(database: Database, part: str) -> None:
    await save(database, make_project(), make_customer())

    assert part in FILTERS, "give the new part a value in FILTERS"
    # Raises where the statement has a parameter without a value.
    assert await count_customers(make_context(database), CustomerFilter(**{part: FILTERS[part]})) in (0, 1)


def test_every_source_of_the_timeline_is_worded() -> None:
    assert set(DESCRIBERS) == set(SOURCES), "a new source is worded in resolvers/activity/wording.py"
