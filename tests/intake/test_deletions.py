"""What an import makes of deleted objects, and of what names them."""

from itertools import permutations

import pytest

from tests.intake.stripe_objects import (
    make_coupon,
    make_customer,
    make_event,
    make_invoice,
    make_price,
    make_product,
    make_subscription,
)


async def test_a_deleted_draft_goes_and_does_not_come_back(take, read_table) -> None:
    draft = make_invoice(status="draft")
    await take(make_customer(), make_event(draft, 100, type="invoice.created"))

    report = await take(make_event(draft, 100, id="evt_0", type="invoice.deleted"))
    again = await take(make_event(draft, 100, type="invoice.created"), make_event(draft, 99, type="invoice.updated"))

    assert report["deleted"] == {"invoice": 1}
    assert again["unchanged"] == {"invoice": 1}
    assert await read_table("invoice", "id") == await read_table("invoice_line", "id") == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_subscription_ends_with_its_customer_on_the_platform(take, ask, order) -> None:
    gone = {"id": "cus_1", "object": "customer", "deleted": True, "livemode": True}
    inputs = [
        ([make_customer()], 10),
        ([make_product(), make_price(), make_subscription()], 20),
        ([make_event(gone, 70, type="customer.deleted")], 80),
    ]
    for index in order:
        objects, as_of = inputs[index]
        await take(*objects, as_of=as_of)

    answer = await ask("""{ customer(id: "cus_1") {
      deletedAt nextBillingAt totals { monthlyRecurring { amountMinor } }
      subscriptions { nodes { status endedAt nextCharge { at } } }
    } }""")
    assert answer["data"]["customer"] == {
        "deletedAt": "1970-01-01T00:01:10Z",
        "nextBillingAt": None,
        "totals": [],
        "subscriptions": {"nodes": [{"status": "CANCELED", "endedAt": "1970-01-01T00:01:10Z", "nextCharge": None}]},
    }


async def test_what_a_deleted_coupon_takes_off_stays_known(take, read_table) -> None:
    await take(make_coupon())
    before = await read_table("coupon", "id", "percent_off", "amount_off", "duration")

    report = await take({"id": before[0]["id"], "object": "coupon", "deleted": True, "livemode": True}, as_of=70)

    assert report["deleted"] == {"coupon": 1}
    assert await read_table("coupon", "id", "percent_off", "amount_off", "duration") == before
    assert await read_table("coupon", "deleted_at") == [{"deleted_at": 70_000_000}]


async def test_a_deleted_customer_stays_and_what_names_it_goes_in(take, read_table) -> None:
    await take(make_customer())

    report = await take({"id": "cus_1", "object": "customer", "deleted": True, "livemode": True}, as_of=70)
    after = await take(make_invoice(customer={"id": "cus_1", "object": "customer", "deleted": True}), as_of=80)

    assert report["deleted"] == {"customer": 1}
    assert after["errors"] == after["notes"] == []
    assert await read_table("customer", "name", "deleted_at") == [{"name": "Zoë Ångström", "deleted_at": 70_000_000}]
