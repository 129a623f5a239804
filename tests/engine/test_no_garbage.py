"""What an answer was made of goes with it: what waits for the garbage collector would be memory, and then a pause."""

import gc

import pytest

from engine.executor import Executor
from engine.request import GraphQLRequest
from storage.database import Database
from tests.engine.plans.seller import add_seller
from tests.factories import make_context

QUERY = """{ customers { nodes { id nextCharge { at } totals { currency }
    paymentIntents(first: 5) { nodes { amount { formatted } } } invoices(first: 5) { nodes { number } } } } }"""

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("plans", [True, False])
async def test_an_answer_leaves_nothing_to_collect(database: Database, *, plans: bool) -> None:
    await add_seller(database)
    executor = Executor(plans=plans)
    # What is made once for a document, and by the first read.
    await executor.run(GraphQLRequest(QUERY), make_context(database))
    gc.collect()
    left = []

    gc.disable()
    try:
        # On a busy machine a read may take longer than quick ones do: its error would be garbage.
        for _ in range(3):
            answer = await executor.run(GraphQLRequest(QUERY), make_context(database))
            left.append(gc.collect())
    finally:
        gc.enable()

    assert "errors" not in answer.body
    assert min(left) == 0
