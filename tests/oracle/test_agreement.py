"""The service says of generated customers what the oracle predicts of them, on each database."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.root import SCHEMA
from storage.database import Database
from tests.asking import Ask, ask
from tests.factories import NOW as CLOCK
from tests.factories import make_project, save
from tests.importing import import_objects
from tests.oracle.customers import ZERO_TOTALS, Figures, predict
from tests.oracle.figures import CUSTOMER_ID, FIGURES, SAID, by_type, fields_that_tell, make_query
from tests.oracle.generated.accounts import Account, accounts
from tests.oracle.generated.histories import histories
from tests.oracle.generated.moments import NOW

__all__ = ["ask"]

# 100 of bare objects, 100 of histories and 50 for the books, on each database: with --fuzz as many as it says.
EXAMPLES = settings().max_examples
QUERY = make_query()

Tell = Callable[[Account], Awaitable[dict[str, Any]]]
in_any_number = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def tell(database: Database, ask: Ask) -> Tell:
    """Imports an account into a project of its own, and gives what the service says of its customer."""
    numbers = count(1)

    async def tell(account: Account) -> dict[str, Any]:
        project_id = f"prj_{next(numbers)}"
        await save(database, make_project(id=project_id, name=project_id))
        await import_objects(database, account.inputs, project_id=project_id)
        body = await ask(QUERY, {"id": CUSTOMER_ID}, project_id=project_id)
        assert "errors" not in body, body
        customer: dict[str, Any] = body["data"]["customer"]
        return customer

    return tell


def disagreements(predicted: dict[str, dict[str, Figures]], answered: dict[str, dict[str, Any]]) -> list[str]:
    """One line for each figure that differs, or whose object is missing on one side."""
    found = []
    for figure in FIGURES:
        ours, theirs = predicted[figure.type], answered[figure.type]
        for key in sorted(ours.keys() | theirs.keys()):
            expected = ours.get(key, ZERO_TOTALS if figure.type == "CustomerTotals" else None)
            said = theirs.get(key, zero_answer() if figure.type == "CustomerTotals" else None)
            if expected is None or said is None:
                found.append(f"{figure.type} {key} is {'missing' if expected else 'too much'}")
            elif not figure.agrees(expected[figure.field], said[figure.field]):
                found.append(f"{key} {figure.field}: predicted {expected[figure.field]}, said {said[figure.field]}")
    return found


def zero_answer() -> dict[str, Any]:
    """A currency that is not listed has no money in it."""
    return {name: {"amountMinor": 0} if value is not False else False for name, value in ZERO_TOTALS.items()}


@in_any_number
@given(account=accounts())
async def test_the_service_says_of_bare_objects_what_the_oracle_predicts(tell: Tell, account: Account) -> None:
    customer = await tell(account)

    assert disagreements(predict(account.books, account.customer, NOW), by_type(customer)) == []


@in_any_number
@given(account=histories())
async def test_the_service_says_of_histories_of_events_what_the_oracle_predicts(tell: Tell, account: Account) -> None:
    customer = await tell(account)

    assert disagreements(predict(account.books, account.customer, NOW), by_type(customer)) == []


@settings(in_any_number, max_examples=EXAMPLES // 2)
@given(account=st.one_of(accounts(), histories()))
async def test_what_payments_received_gave_back_and_lost_is_the_net_of_the_totals(tell: Tell, account: Account) -> None:
    answered = by_type(await tell(account))

    for currency, totals in answered["CustomerTotals"].items():
        payments = [each for each in account.books.all("payment_intent") if each["currency"] == currency]
        said = [answered["PaymentIntent"][each["id"]] for each in payments]
        kept = sum(each["amountReceived"]["amountMinor"] - each["amountRefunded"]["amountMinor"] for each in said)
        assert kept - totals["disputed"]["amountMinor"] == totals["net"]["amountMinor"]


def test_the_generated_moments_are_around_the_clock_of_the_tests() -> None:
    assert NOW * 1_000_000 == CLOCK


@pytest.mark.parametrize("type_name", SAID)
def test_every_figure_of_the_schema_is_predicted_or_said_by_an_object_itself(type_name: str) -> None:
    predicted = {figure.field for figure in FIGURES if figure.type == type_name}

    assert fields_that_tell(SCHEMA._schema, type_name) - predicted <= SAID[type_name]
