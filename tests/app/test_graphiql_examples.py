"""Each example of GraphiQL, run on the data of a demonstration."""

from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from sqlmodel import col, select

from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.billing.subscription import Subscription, SubscriptionStatus
from storage.database import Database
from tests.asking import Ask, ask
from tests.factories import NOW, make_project, save

__all__ = ["ask"]

pytestmark = pytest.mark.one_database

EXAMPLES = sorted((Path(__file__).parents[2] / "graphiql/src/examples").glob("*.graphql"))
OPERATIONS = [
    (example.stem, operation)
    for example in EXAMPLES
    for operation in parse(example.read_text()).definitions
    if isinstance(operation, OperationDefinitionNode)
]
# They hold an active subscription, payments, invoices and a next charge.
CUSTOMERS = 12


@pytest.fixture
async def running(database: Database) -> Subscription:
    """An active subscription of a generated customer."""
    await save(database, make_project())
    await load_synthetic(database, "prj_1", live_mode=True, customers=CUSTOMERS, seed=1, now=NOW)
    active = select(Subscription).where(
        Subscription.status == SubscriptionStatus.ACTIVE, col(Subscription.cancel_at).is_(None)
    )
    async with database.sessions() as session:
        return (await session.exec(active.order_by(col(Subscription.id)).limit(1))).one()


async def test_every_example_answers_without_an_error(running: Subscription, ask: Ask) -> None:
    wrong = []
    for title, operation in OPERATIONS:
        body = await ask(text_of(operation), variables_of(operation, running), role=Role.OPERATOR)
        if "errors" in body or empty_answers(body["data"]):
            wrong.append((title, body))

    assert len(OPERATIONS) > len(EXAMPLES)
    assert wrong == []


def text_of(operation: OperationDefinitionNode) -> str:
    assert operation.loc is not None
    return operation.loc.source.body[operation.loc.start : operation.loc.end]


def variables_of(operation: OperationDefinitionNode, running: Subscription) -> dict[str, Any]:
    """The ids that the page would fill in."""
    names = {each.variable.name.value for each in operation.variable_definitions or ()}
    is_of_customer = "customer(id" in text_of(operation)
    return {"id": running.customer_id if is_of_customer else running.id} if "id" in names else {}


def empty_answers(data: dict[str, Any]) -> list[str]:
    """The root fields that found nothing, or were refused."""
    return [
        name for name, value in data.items() if not value or (isinstance(value, dict) and bool(value.get("userErrors")))
    ]
