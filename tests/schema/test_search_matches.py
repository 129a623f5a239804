"""Why a search found each customer: the best of what matches, and the object that has it."""

from typing import Any

import pytest

from engine.executor import Executor
from engine.request import GraphQLRequest
from resolvers.search.object_matches import LOOKED_THROUGH
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    make_charge,
    make_context,
    make_customer,
    make_dispute,
    make_invoice,
    make_method,
    make_payment,
    make_project,
    make_refund,
    make_subscription,
    save,
)

SEARCH = """query S($for: String, $first: Int = 100) {
  customers(search: $for, first: $first) { edges { cursor match { kind text objectId __typename } node { id } } }
}"""
ADA, NAME, EMAIL = "cus_ada", "Ada Lovelace", "ada.lovelace@example.com"
Match = tuple[str, str, str]

# One line or more for each kind of what a search finds.
MATCHES: dict[str, Match] = {
    "cus_ada": ("ID", "cus_ada", ADA),
    "pi_ada_1": ("ID", "pi_ada_1", "pi_ada_1"),
    "in_ada_1": ("ID", "in_ada_1", "in_ada_1"),
    "sub_ada_1": ("ID", "sub_ada_1", "sub_ada_1"),
    "pm_ada_1": ("ID", "pm_ada_1", "pm_ada_1"),
    "ch_ada_1": ("ID", "ch_ada_1", "ch_ada_1"),
    "re_ada": ("ID", "re_ada", "re_ada"),
    "dp_ada": ("ID", "dp_ada", "dp_ada"),
    "ADA.lovelace@EXAMPLE.com": ("EMAIL", EMAIL, ADA),
    "example.com": ("EMAIL", EMAIL, ADA),
    "exam": ("EMAIL", EMAIL, ADA),
    "ada example": ("EMAIL", EMAIL, ADA),
    "020 7946 0000": ("PHONE", "+44 (0)20 7946-0000", ADA),
    "+442079460000": ("PHONE", "+44 (0)20 7946-0000", ADA),
    "inv-2026/001": ("INVOICE_NUMBER", "INV-2026/001", "in_ada_1"),
    "INV 2026 001": ("INVOICE_NUMBER", "INV-2026/001", "in_ada_1"),
    "inv20": ("INVOICE_NUMBER", "INV-2026/001", "in_ada_1"),
    "4242": ("CARD", "4242", "pm_ada_1"),
    "1881": ("CARD", "1881", "pi_ada_1"),
    "£19.99": ("AMOUNT", "19.99 GBP", "pi_ada_1"),
    "19 gbp": ("AMOUNT", "19.00 GBP", "pi_ada_1"),
    "€123.45": ("AMOUNT", "123.45 EUR", "in_ada_1"),
    "GOLD": ("METADATA", "tier: Gold", ADA),
    "a 6735": ("METADATA", "order: A 6735", "pi_ada_1"),
    "ada": ("NAME", NAME, ADA),
    "love ad": ("NAME", NAME, ADA),
    "ovelace": ("NAME", NAME, ADA),
    "lovelase": ("NAME", NAME, ADA),
    "ada lovelase": ("NAME", NAME, ADA),
}


async def add_ada(database: Database) -> None:
    ada = make_customer(1, id=ADA, name=NAME, email=EMAIL, phone="+44 (0)20 7946-0000", extra={"tier": "Gold"})
    extra = {"order": "A 6735", "channel": "Web"}
    paid = {"amount": 1999, "amount_received": 1900, "currency": "GBP", "method_last4": "1881", "extra": extra}
    payment = make_payment(ada, 1, **paid)
    charge = make_charge(payment, id="ch_ada_1")
    await save(
        database,
        make_project(),
        ada,
        make_invoice(ada, 1, number="INV-2026/001", total=12345, currency="EUR"),
        make_subscription(ada),
        make_method(ada, last4="4242"),
        payment,
        charge,
        make_refund(payment, id="re_ada"),
        make_dispute(payment, id="dp_ada"),
    )


async def ask_why(database: Database, text: str | None, *, plans: bool = True) -> list[tuple[str, Match | None]]:
    """The customers in their order, each with why it was found."""
    answer = (await Executor(plans=plans).run(GraphQLRequest(SEARCH, {"for": text}), make_context(database))).body
    assert "errors" not in answer, answer
    return [(edge["node"]["id"], _told(edge["match"])) for edge in answer["data"]["customers"]["edges"]]


def _told(match: dict[str, Any] | None) -> Match | None:
    if match is None:
        return None
    assert match["__typename"] == "SearchMatch"
    return match["kind"], match["text"], match["objectId"]


async def test_each_kind_of_search_says_what_matches_and_where(database: Database) -> None:
    await add_ada(database)

    found = {text: await ask_why(database, text) for text in MATCHES}

    assert found == {text: [(ADA, match)] for text, match in MATCHES.items()}


async def test_the_resolvers_say_the_same(database: Database) -> None:
    await add_ada(database)

    for text in ("pi_ada_1", "4242", "inv20", "ada example", "lovelase"):
        assert await ask_why(database, text, plans=False) == await ask_why(database, text), text


@pytest.mark.one_database
@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize("nothing", [None, " "])
async def test_without_a_search_nothing_matches(database: Database, plans: bool, nothing: str | None) -> None:
    await add_ada(database)

    assert await ask_why(database, nothing, plans=plans) == [(ADA, None)]


async def test_the_best_match_is_told(database: Database) -> None:
    """A whole value before a word, a word before its beginning, and of equal ones the rarer kind."""
    name, value, email, number = (
        make_customer(1, name="Roman Roe", email="romana@one.test", extra={"plan": "romania"}),
        make_customer(2, name="Roman Two", email="two@two.test", extra={"plan": "Roman"}),
        make_customer(3, name="Romana", email="roman@three.test"),
        make_customer(4, name="Romano", email=None),
    )
    await save(database, make_project(), name, value, email, number, make_invoice(number, number="ROMAN-1"))

    found = await ask_why(database, "roman")

    assert found == [
        ("cus_2", ("METADATA", "plan: Roman", "cus_2")),
        ("cus_1", ("NAME", "Roman Roe", "cus_1")),
        ("cus_3", ("EMAIL", "roman@three.test", "cus_3")),
        ("cus_4", ("INVOICE_NUMBER", "ROMAN-1", "in_4_1")),
    ]


async def test_of_several_objects_the_newest_is_told_and_none_of_those_long_past(database: Database) -> None:
    often, long_ago = make_customer(1), make_customer(2)
    payments = [make_payment(often, number, amount=700, amount_received=700) for number in (1, 2, 3)]
    others = [make_payment(long_ago, number, amount=100) for number in range(2, LOOKED_THROUGH + 2)]
    oldest = make_payment(long_ago, LOOKED_THROUGH + 2, amount=700)
    oldest.extra = {"order": "Seven"}
    numbered = [make_invoice(long_ago, number, number=f"OLD-{number}") for number in range(1, LOOKED_THROUGH + 3)]
    await save(database, make_project(), often, long_ago, payments, others, oldest, numbered)
    last = numbered[-1]

    amounts, number = await ask_why(database, "7 GBP"), await ask_why(database, f"old-{LOOKED_THROUGH + 2}")

    newest = max(payments, key=lambda payment: payment.created_at)
    assert amounts == [("cus_1", ("AMOUNT", "7.00 GBP", newest.id)), ("cus_2", ("AMOUNT", "7.00 GBP", "cus_2"))]
    assert number == [("cus_2", ("INVOICE_NUMBER", last.number, last.id))]
    assert await ask_why(database, "seven") == [("cus_2", ("METADATA", "seven", "cus_2"))]


@pytest.mark.parametrize(("text", "more"), [("customer", 2), ("pi_1_1", 3), ("4242", 3), ("15 GBP", 3), ("web", 4)])
async def test_matches_take_as_many_statements_for_many_customers_as_for_one(
    database: Database, queries: QueryLog, ask: Ask, text: str, more: int
) -> None:
    await save(database, make_project())
    for number in range(1, 5):
        customer = make_customer(number)
        payment = make_payment(customer, 1, extra={"channel": "web"})
        await save(database, customer, payment, make_method(customer), make_invoice(customer, 1))
    counts = []

    for first in (1, 2, 4):
        queries.clear()
        await ask(SEARCH, {"for": text, "first": first})
        counts.append(len(queries))

    # A page that is filled by whole words needs no statement for beginnings.
    assert counts[0] <= counts[1] == counts[2] <= 2 + more, counts


async def test_a_match_stays_in_its_project_and_mode(database: Database) -> None:
    mine = make_customer(1, name="Mine")
    foreign = [make_customer(1, live_mode=False, name="Mine"), make_customer(1, project_id="prj_2", name="Mine")]
    hers = [make_invoice(each, number="N-1000", id="in_foreign") for each in foreign]
    own = make_invoice(mine, number="n-1000", id="in_mine")
    await save(database, make_project(), make_project(id="prj_2", name="Other"), mine, foreign, hers, own)

    assert await ask_why(database, "N-1000") == [("cus_1", ("INVOICE_NUMBER", "n-1000", "in_mine"))]
