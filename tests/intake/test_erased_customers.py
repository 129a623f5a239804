"""An import brings no erased customer back."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.access.viewer import Role
from resolvers.erasure.customer_rows import KINDS, customer_rows
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import read_papers, select_papers
from storage.database import Database
from tests.factories import make_context
from tests.intake.stripe_objects import (
    make_balance_transaction,
    make_charge,
    make_credit_note,
    make_customer,
    make_discount,
    make_dispute,
    make_event,
    make_invoice,
    make_link,
    make_method,
    make_payment,
    make_pending_item,
    make_price,
    make_product,
    make_refund,
    make_schedule,
    make_subscription,
    make_tax_id,
)

PASSED_OVER = "belongs to a customer who was erased here: nothing of it was taken"
# Whatever names the customer, by itself or by what it belongs to.
THEIRS = [
    make_customer(name="Ada"),
    make_subscription(status="canceled", ended_at=90),
    make_invoice(),
    make_payment(),
    make_charge(),
    make_charge("ch_2", payment_intent="pi_1", customer=None),
    make_refund(),
    make_dispute(),
    make_link(),
    make_credit_note(),
    make_method(),
    make_discount(customer="cus_1"),
    make_tax_id(),
    make_balance_transaction(),
    make_schedule(customer="cus_1"),
    make_pending_item(),
]

Erase = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
def erase(database: Database) -> Erase:
    """Erases cus_1, as if its papers were kept."""

    async def erase() -> dict[str, Any]:
        async with database.engine.connect() as connection:
            papers = read_papers((await connection.execute(select_papers(customer_rows("prj_1", True, "cus_1")))).all())
        return await erase_customer(make_context(database, role=Role.ADMIN), "cus_1", papers, 10)

    return erase


async def test_nothing_that_belongs_to_the_customer_comes_back(take, dump, erase: Erase) -> None:
    await take(make_product(), make_price(), *THEIRS)
    await erase()
    before = await dump()

    again = await take(*THEIRS, as_of=1_000)
    changed = await take(make_event(make_customer(name="Grace"), 2_000, type="customer.updated"))

    # The coupon that they name is the project's.
    assert await dump() | {"coupon": []} == before | {"coupon": []}
    assert sum(again["ignored"].values()) >= len(THEIRS)
    assert {name: again[name] for name in ("created", "updated", "deleted", "errors")} == {
        "created": {}, "updated": {}, "deleted": {}, "errors": [],
    }  # fmt: skip
    assert {note["note"] for note in again["notes"]} == {PASSED_OVER}
    assert Counter(note["line"] for note in again["notes"]) == Counter(range(1, len(THEIRS) + 1))
    assert changed["ignored"] == {"customer (of an erased customer)": 1}


async def test_what_comes_first_after_the_erasure_is_not_taken_either(take, dump, erase: Erase) -> None:
    await take(make_customer())
    await erase()
    before = await dump()

    await take(make_product(), make_price(), as_of=1)
    report = await take(*THEIRS[1:5], make_event(make_invoice("in_2"), 100, type="invoice.created"), as_of=1_000)

    after = await dump()
    assert {name for name in after if after[name] != before[name]} == {"product", "plan"}
    assert report["ignored"]["invoice (of an erased customer)"] == 2


async def test_deletions_of_what_was_erased_leave_nothing(take, dump, erase: Erase) -> None:
    await take(make_product(), make_price(), *THEIRS)
    await erase()
    before = await dump()

    await take({"id": "cus_1", "object": "customer", "deleted": True, "livemode": True}, as_of=1_000)

    assert await dump() == before


async def test_others_are_imported_as_before(take, read_table, erase: Erase) -> None:
    await take(make_customer())
    await erase()

    mine = await take(make_customer("cus_2"), make_invoice("in_2", customer="cus_2"))
    of_test = await take(make_customer(), live_mode=False)
    elsewhere = await take(make_customer(), project_id="prj_2")

    assert mine["created"] == {"customer": 1, "invoice": 1}
    assert of_test["created"] == elsewhere["created"] == {"customer": 1}
    assert mine["ignored"] == of_test["ignored"] == elsewhere["ignored"] == {}


async def test_kept_events_are_found_by_what_the_import_calls_each_table() -> None:
    from intake.kinds import KINDS as KINDS_OF_OBJECTS
    from models.personal_data import FATES, NotTheirs

    named = {kind.table.name: kind.name for kind in KINDS_OF_OBJECTS if kind.name != kind.table.name}

    assert {name: kind for name, kind in named.items() if not isinstance(FATES[name], NotTheirs)} == KINDS
