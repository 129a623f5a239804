"""What an import tells of money: payments by their charges, prices by their shape, and what is deleted or a preview."""

from itertools import permutations

import pytest

from tests.intake.stripe_objects import (
    make_charge,
    make_coupon,
    make_credit_note,
    make_customer,
    make_discount,
    make_dispute,
    make_event,
    make_invoice,
    make_item,
    make_line,
    make_link,
    make_method,
    make_payment,
    make_pending_item,
    make_price,
    make_product,
    make_refund,
    make_subscription,
)

FIGURES = ("amount_received", "amount_refunded", "refund_status", "amount_disputed", "disputed", "disputes_incomplete")


def figures(*values):
    return dict(zip(FIGURES, values, strict=True))


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([], figures(5700, 0, "NONE", 0, False, False)),
        ([make_payment(amount_received=4000)], figures(4000, 0, "NONE", 0, False, False)),
        ([make_charge(amount_captured=4000, amount_refunded=1700)], figures(4000, 0, "NONE", 0, False, False)),
        ([make_charge(amount_refunded=5700)], figures(5700, 5700, "FULL", 0, False, False)),
        ([make_charge(amount_refunded=1500), make_refund()], figures(5700, 1500, "PARTIAL", 0, False, False)),
        ([make_charge(amount_refunded=1000), make_refund()], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_charge(), make_refund(status="failed")], figures(5700, 0, "NONE", 0, False, False)),
        ([make_charge(), make_refund(status="pending")], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_refund(charge=None, payment_intent="pi_1")], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_charge(disputed=True)], figures(5700, 0, "NONE", 0, True, True)),
        ([make_charge(disputed=True), make_dispute()], figures(5700, 0, "NONE", 5700, True, False)),
        ([make_charge(disputed=True), make_dispute(status="lost")], figures(5700, 0, "NONE", 5700, True, False)),
        ([make_charge(disputed=True), make_dispute(status="won")], figures(5700, 0, "NONE", 0, False, False)),
        (
            [make_charge(disputed=True), make_dispute(status="warning_needs_response")],
            figures(5700, 0, "NONE", 0, False, False),
        ),
        (
            [make_charge(disputed=True), make_dispute(currency="eur")],
            figures(5700, 0, "NONE", 0, True, True),
        ),
        (
            [make_charge(disputed=True), make_dispute(currency="eur"), make_dispute("dp_2", amount=100)],
            figures(5700, 0, "NONE", 100, True, True),
        ),
        ([make_charge(), make_refund(currency="eur")], figures(5700, 0, "NONE", 0, False, False)),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_a_payments_figures_follow_from_its_charges_whichever_comes_first(
    take, read_table, objects, expected, together
) -> None:
    everything = (
        [*objects] if any(each["object"] == "payment_intent" for each in objects) else [make_payment(), *objects]
    )
    for order in (everything, everything[::-1]):
        project_id = "prj_1" if order is everything else "prj_2"
        for each in [order] if together else [[stripe_object] for stripe_object in order]:
            await take(*each, project_id=project_id)

        assert await read_table("payment_intent", *FIGURES, project_id=project_id) == [expected]


async def test_a_payment_is_of_the_method_of_its_newest_attempt(take, read_table) -> None:
    declined = {
        "status": "failed",
        "failure_code": "card_declined",
        "outcome": {"reason": "lost_card", "risk_level": "elevated"},
        "payment_method_details": {"type": "card", "card": {"brand": "amex", "last4": "0005"}},
    }
    old = make_charge("ch_0", created=1, **declined)

    await take(old, make_charge(), make_payment(status="requires_payment_method", latest_charge="ch_1"))

    assert await read_table("payment_intent", "method_brand", "failure_code") == [
        {"method_brand": "visa", "failure_code": None}
    ]
    await take(make_charge(created=5, **declined), as_of=10)
    assert await read_table("payment_intent", "method_brand", "method_last4", "failure_code") == [
        {"method_brand": "amex", "method_last4": "0005", "failure_code": "lost_card"}
    ]
    assert await read_table("charge", "id", "failure_code", "risk_level", "status") == [
        {"id": name, "failure_code": "lost_card", "risk_level": "elevated", "status": "FAILED"}
        for name in ("ch_0", "ch_1")
    ]


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_a_payment_finds_the_method_that_it_names(take, read_table, order) -> None:
    objects = [make_payment(payment_method="pm_1", payment_method_types=[]), make_method()]

    for index in order:
        await take(objects[index])

    assert await read_table("payment_intent", "method_type", "method_brand", "method_last4") == [
        {"method_type": "card", "method_brand": "visa", "method_last4": "4242"}
    ]


async def test_a_charge_without_a_payment_intent_is_a_payment(take, read_table) -> None:
    charge = make_charge(payment_intent=None, invoice="in_1", amount_refunded=5700)

    report = await take(make_customer(), make_invoice(), make_refund(amount=5700), charge)

    assert report["created"] == {"charge": 1, "customer": 1, "invoice": 1, "payment_intent": 1, "refund": 1}
    assert await read_table("payment_intent", "id", "status", "invoice_id", "amount_refunded", "method_brand") == [
        {"id": "ch_1", "status": "SUCCEEDED", "invoice_id": "in_1", "amount_refunded": 5700, "method_brand": "visa"}
    ]
    assert await read_table("refund", "payment_id") == [{"payment_id": "ch_1"}]


async def test_charges_stand_expanded_in_their_payment(take, read_table) -> None:
    part = {"id": "ch_1", "object": "charge", "amount": 5700, "amount_captured": 6000 - 300, "disputed": True}

    report = await take(make_payment(latest_charge=part))

    assert report["created"] == {"charge": 1, "payment_intent": 1}
    assert await read_table("charge", "payment_intent_id", "currency", "customer_id") == [
        {"payment_intent_id": "pi_1", "currency": "GBP", "customer_id": "cus_1"}
    ]


async def test_a_link_that_was_canceled_does_not_count_nor_does_the_order(take, read_table) -> None:
    canceled = make_link("inpay_a", invoice="in_9", status="canceled")
    expanded = make_invoice(payments={"data": [make_link("inpay_b")], "has_more": False})

    await take(make_payment(invoice="in_7"))
    await take(canceled)
    await take(make_customer(), expanded)

    assert await read_table("payment_intent", "invoice_id") == [{"invoice_id": "in_1"}]


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        ({}, 3, 5700),
        ({"unit_amount_decimal": "0.125", "unit_amount": None}, 20, 3),
        ({"transform_quantity": {"divide_by": 10, "round": "up"}}, 25, 5700),
        ({"transform_quantity": {"divide_by": 10, "round": "down"}}, 25, 3800),
        ({"currency": "usd", "currency_options": {"gbp": {"unit_amount": 1500}}}, 2, 3000),
        ({"currency": "usd"}, 2, None),
        ({"recurring": {"interval": "month", "usage_type": "metered"}}, 2, None),
        ({}, None, None),
    ],
)
async def test_what_an_item_costs_a_period(take, read_table, price, quantity, amount) -> None:
    item = make_item(quantity=quantity)

    await take(make_customer(), make_subscription(items=[item]), make_price(**price))

    assert await read_table("subscription_item", "amount", "quantity", "currency") == [
        {"amount": amount, "quantity": quantity, "currency": "GBP"}
    ]


@pytest.mark.parametrize(("mode", "amount"), [("graduated", 8000), ("volume", 6000), (None, None)])
async def test_tiers_that_are_known_stay_known(take, read_table, mode, amount) -> None:
    tiers = [{"up_to": 10, "unit_amount": 500}, {"up_to": None, "unit_amount": 300}]
    tiered = {"unit_amount": None, "unit_amount_decimal": None, "billing_scheme": "tiered", "tiers_mode": mode}
    subscription = make_subscription(items=[make_item(quantity=20, price=make_price(**tiered))])

    await take(make_product(), make_price(**tiered, tiers=tiers))
    await take(make_customer(), subscription, as_of=100)

    assert await read_table("subscription_item", "amount") == [{"amount": amount}]
    assert await read_table("plan", "unit_amount", "amount") == [{"unit_amount": None, "amount": None}]


async def test_discounts_are_named_in_their_order_and_their_coupons_are_taken_in(take, read_table) -> None:
    old = {"id": "di_3", "object": "discount", "coupon": make_coupon("OLD")}
    customer = make_customer(discount=old)
    subscription = make_subscription(discounts=[make_discount("di_2"), "di_1"])

    await take(make_product(), make_price(), customer, subscription)

    assert await read_table("subscription", "discount_ids") == [{"discount_ids": ["di_2", "di_1"]}]
    assert await read_table("customer", "discount_ids") == [{"discount_ids": ["di_3"]}]
    assert await read_table("discount", "id", "coupon_id") == [
        {"id": "di_2", "coupon_id": "HALF"},
        {"id": "di_3", "coupon_id": "OLD"},
    ]


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


async def test_previews_of_invoices_are_ignored(take, read_table) -> None:
    preview = make_invoice(id=None)

    report = await take(preview, make_invoice("upcoming_1"), make_event(make_invoice(), 1, type="invoice.upcoming"))

    assert report["ignored"] == {"invoice (preview)": 3}
    assert report["errors"] == []
    assert await read_table("invoice", "id") == []


async def test_lines_have_ids_of_their_own(take, read_table) -> None:
    lines = [make_line("sub_1"), make_line("sub_1", unique_id="il_u"), make_line("il_3", quantity_decimal="2.5")]

    await take(make_customer(), make_invoice(lines=lines), make_invoice("in_2", lines=[make_line("sub_1")]))

    rows = await read_table("invoice_line", "id", "quantity")
    assert [(row["id"], str(row["quantity"])) for row in rows] == [
        ("in_1/0", "3"),
        ("il_u", "3"),
        ("il_3", "2.5"),
        ("in_2/0", "3"),
    ]


async def test_what_only_an_event_dates_is_kept_whichever_version_counts(take, read_table) -> None:
    paused = make_subscription(pause_collection={"behavior": "void", "resumes_at": None})
    pausing = make_event(paused, 50, type="customer.subscription.updated")
    pausing["data"]["previous_attributes"] = {"pause_collection": None}

    await take(make_dispute(status="lost"), make_customer(), make_price(), paused, as_of=100)
    await take(make_event(make_dispute(status="lost"), 50, type="charge.dispute.closed"), pausing)

    assert await read_table("dispute", "status", "closed_at") == [{"status": "LOST", "closed_at": 50_000_000}]
    assert await read_table("subscription", "pause_behavior", "paused_at", "unpaused_at") == [
        {"pause_behavior": "VOID", "paused_at": 50_000_000, "unpaused_at": None}
    ]


@pytest.mark.parametrize(
    ("old", "status"),
    [
        ({"paid": True, "closed": True}, "PAID"),
        ({"paid": False, "closed": True, "forgiven": True}, "UNCOLLECTIBLE"),
        ({"paid": False, "closed": True, "forgiven": False}, "VOID"),
        ({"paid": False, "closed": False, "attempted": True}, "OPEN"),
        ({"paid": False, "closed": False, "attempted": False}, "DRAFT"),
    ],
)
async def test_an_invoice_of_before_2019_has_a_status_and_a_date(take, read_table, old, status) -> None:
    invoice = make_invoice(status=None, created=None, date=77, **old)

    await take(make_customer(), invoice)

    assert await read_table("invoice", "status", "created_at") == [{"status": status, "created_at": 77_000_000}]


async def test_credit_notes_and_pending_items_are_rows(take, read_table) -> None:
    await take(make_customer(), make_invoice(), make_credit_note(), make_pending_item())

    assert await read_table("credit_note", "total", "pre_payment_amount", "post_payment_amount", "status") == [
        {"total": 700, "pre_payment_amount": 0, "post_payment_amount": 700, "status": "ISSUED"}
    ]
    assert await read_table("credit_note_line", "id", "amount", "description") == [
        {"id": "cnli_1", "amount": 700, "description": "Goodwill"}
    ]
    assert await read_table("invoice_item", "id", "amount", "invoice_id") == [
        {"id": "ii_1", "amount": 300, "invoice_id": None}
    ]


@pytest.mark.parametrize(
    ("invoice", "notes", "credited"),
    [
        ({}, [], 0),
        ({"post_payment_credit_notes_amount": 700}, [], 700),
        ({}, [make_credit_note()], 700),
        ({"post_payment_credit_notes_amount": 700}, [make_credit_note(), make_credit_note("cn_2")], 1400),
        ({"pre_payment_credit_notes_amount": 1500}, [make_credit_note()], 1500),
        ({"post_payment_credit_notes_amount": 700}, [make_credit_note(status="void")], 0),
        ({}, [make_credit_note(currency="eur")], 0),
    ],
)
@pytest.mark.parametrize("invoice_first", [True, False])
async def test_what_is_credited_on_an_invoice_counts_newer_notes_and_not_void_ones(
    take, read_table, invoice, notes, credited, invoice_first
) -> None:
    inputs = [[make_customer(), make_invoice(**invoice)], notes]

    for objects in inputs if invoice_first else inputs[::-1]:
        await take(*objects)

    assert await read_table("invoice", "amount_credited") == [{"amount_credited": credited}]


async def test_a_charge_that_is_told_of_within_another_object_is_read_again_with_it(take, dump) -> None:
    charge = make_charge(payment_intent=None)
    events = [
        make_event(make_dispute(charge=charge), 7, type="charge.dispute.created"),
        make_event(make_refund(charge=charge), 7, id="evt_b", type="refund.created"),
    ]
    await take(*events)
    first = await dump()

    report = await take(*events)

    assert report["created"] == report["updated"] == {}
    assert report["unchanged"] == {"charge": 1, "dispute": 1, "payment_intent": 1, "refund": 1}
    assert await dump() == first
