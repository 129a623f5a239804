"""The seller's tax numbers and the names of taxes on an invoice are those of its issue, in whatever order they come."""

from collections.abc import Awaitable, Callable
from itertools import permutations
from typing import Any

import pytest

from models.access.viewer import Role
from models.values.instant import SECOND, Instant
from resolvers.invoices.issued_invoices import IssuedInvoice, get_issued_invoice, seller_at_issue
from resolvers.invoices.tax_rates_of_invoices import RATES_OF_INVOICES
from storage.database import Database
from tests.factories import make_context
from tests.intake.stripe_objects import make_customer, make_invoice, make_tax_id, make_tax_rate

ReadIssued = Callable[..., Awaitable[IssuedInvoice]]

ISSUED: int = make_invoice()["status_transitions"]["finalized_at"]
BEFORE, LATER = ISSUED - 1, ISSUED + 1000
NAMING = {
    "account_tax_ids": ["txi_1", "txi_2"],
    "total_taxes": [{"amount": 380, "tax_rate_details": {"tax_rate": "txr_1"}, "type": "tax_rate_details"}],
}
NUMBER_1 = {"type": "eu_vat", "value": "DE123456789"}
NUMBER_2 = {"type": "de_stn", "value": "12/345/67890"}


def make_number(tax_id: str, **overrides: Any) -> dict[str, Any]:
    return make_tax_id(tax_id, **{"customer": None, "owner": {"type": "self"}} | overrides)


@pytest.fixture
def read_issued(database: Database) -> ReadIssued:
    async def read(invoice_id: str = "in_1", **viewer: Any) -> IssuedInvoice:
        issued = await get_issued_invoice(make_context(database, **viewer), invoice_id)
        assert issued is not None
        return issued

    return read


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_numbers_and_rates_reach_their_invoice_in_any_order(take, read_issued, order) -> None:
    objects = [
        make_invoice(**NAMING),
        make_number("txi_1", **NUMBER_1),
        make_number("txi_2", **NUMBER_2),
        make_tax_rate("txr_1", display_name="MwSt."),
    ]

    await take(make_customer())
    for index in order:
        await take(objects[index])

    issued = await read_issued()
    assert seller_at_issue(issued).tax_ids == [NUMBER_1, NUMBER_2]
    assert issued.rates["txr_1"].name == "MwSt."


async def test_until_one_comes_the_known_ones_stand_and_without_any_the_sellers_own(take, read_issued) -> None:
    await take(make_customer(), make_invoice(**NAMING))
    without_any = seller_at_issue(await read_issued())

    await take(make_number("txi_2", **NUMBER_2))

    assert without_any.tax_ids is None
    assert seller_at_issue(await read_issued()).tax_ids == [NUMBER_2]


async def test_a_customers_token_reads_the_sellers_numbers_and_no_other_customers(take, read_issued) -> None:
    await take(make_customer(), make_invoice(**NAMING))
    await take(make_number("txi_1", **NUMBER_1), make_tax_id("txi_2", customer="cus_2"))

    issued = await read_issued(role=Role.CUSTOMER, customer_id="cus_1")

    assert seller_at_issue(issued).tax_ids == [NUMBER_1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_what_changes_later_changes_no_invoice_that_was_issued_before(take, read_issued, database, order) -> None:
    """The changes come one after the other, and the invoices in between, before or after them."""
    first = [make_tax_rate("txr_1", display_name="VAT", country="GB"), make_number("txi_1", **NUMBER_1)]
    then = [
        make_tax_rate("txr_1", display_name="GST", country="AU", jurisdiction="AU"),
        make_number("txi_1", type="au_abn", value="12345678912"),
    ]
    early = make_invoice("in_1", **NAMING)
    late = make_invoice("in_2", **NAMING, created=LATER + 1, status_transitions={"finalized_at": LATER + 1})
    steps = [
        [(first, BEFORE), (then, LATER)],
        [([early], ISSUED)],
        [([late], LATER + 1)],
    ]

    await take(make_customer())
    for index in order:
        for objects, at in steps[index]:
            await take(*objects, as_of=at)

    before, after = await read_issued("in_1"), await read_issued("in_2")
    assert (before.rates["txr_1"].name, before.rates["txr_1"].country) == ("VAT", "GB")
    assert before.rates["txr_1"].percentage == 20
    assert (after.rates["txr_1"].name, after.rates["txr_1"].jurisdiction) == ("GST", "AU")
    assert seller_at_issue(before).tax_ids == [NUMBER_1]
    assert seller_at_issue(after).tax_ids == [{"type": "au_abn", "value": "12345678912"}]
    reads, now = make_context(database).reads, Instant(LATER * SECOND)
    assert await RATES_OF_INVOICES.load(reads, now, ["in_1", "in_2"]) == [
        {"txr_1": ("VAT", 20)},
        {"txr_1": ("GST", 20)},
    ]


async def test_a_draft_goes_by_the_names_of_today(take, database) -> None:
    draft = make_invoice(status="draft", status_transitions={}, **NAMING)

    await take(make_customer(), draft, make_tax_rate("txr_1", display_name="VAT"), as_of=BEFORE)
    await take(make_tax_rate("txr_1", display_name="GST"), as_of=LATER)

    reads, now = make_context(database).reads, Instant(LATER * SECOND)
    assert await RATES_OF_INVOICES.load(reads, now, ["in_1"]) == [{"txr_1": ("GST", 20)}]


async def test_what_was_said_is_kept_once_from_its_first_moment_to_its_last(take, read_table) -> None:
    await take(make_tax_rate("txr_1"), as_of=BEFORE)

    report = await take(make_tax_rate("txr_1", percentage=21), as_of=LATER)

    assert report["updated"] == {"tax_rate": 1}
    said = {"country": "GB", "jurisdiction": None, "name": "VAT"}
    found = await read_table("tax_rate", "percentage", "seen")
    assert found == [{"percentage": 21, "seen": [said | {"first": BEFORE * SECOND, "last": LATER * SECOND}]}]


async def test_a_name_that_comes_back_was_away_only_in_between(take, database) -> None:
    """Each version comes by itself, the last one first."""
    names = {BEFORE: "VAT", LATER: "Sales tax", LATER + 10: "VAT", LATER + 20: "GST"}
    invoices = [
        make_invoice(f"in_{at}", **NAMING, created=at + 1, status_transitions={"finalized_at": at + 1}) for at in names
    ]
    await take(make_customer(), *invoices, as_of=BEFORE - 10)
    for at in reversed(names):
        await take(make_tax_rate("txr_1", display_name=names[at]), as_of=at)

    reads, now = make_context(database).reads, Instant((LATER + 30) * SECOND)
    found = await RATES_OF_INVOICES.load(reads, now, [f"in_{at}" for at in names])

    assert [each["txr_1"].name for each in found] == ["VAT", "Sales tax", "VAT", "GST"]
