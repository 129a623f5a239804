"""The GraphQL in README and docs is valid, and the customer's page takes as many statements as README says."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from schema.root import SCHEMA
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)
from tests.verification import refresh_all_figures

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = [README, *(page.read_text() for page in sorted(ROOT.glob("docs/*.md")))]
DOCUMENTS = [found for page in PAGES for found in re.findall(r"```graphql\n(.*?)```", page, re.DOTALL)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_document_of_readme_and_docs_is_valid(document: str) -> None:
    assert validate(SCHEMA._schema, parse(document)) == []


async def test_the_page_takes_the_statements_that_the_readme_says_the_keys_among_them(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    customer = make_customer()
    subscription = make_subscription(customer)
    await save(database, make_project(), make_product(), make_plan(), customer, subscription)
    await save(database, make_item(subscription, make_plan()), make_payment(customer), make_invoice(customer))
    queries.clear()

    answer = await ask(DOCUMENTS[0], {"id": "cus_1"})

    assert "errors" not in answer
    assert answer["data"]["customer"]["nextCharge"]["amount"] is not None
    assert f"It takes {len(queries) + 1} SQL statements" in README

    await refresh_all_figures(database)
    queries.clear()

    assert await ask(DOCUMENTS[0], {"id": "cus_1"}) == answer
    assert f"takes {len(queries) + 1}, because computed figures are stored" in README
