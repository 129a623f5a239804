"""Objects that are incomplete or of an old shape are imported, and what is not known of them is told."""

from models.values.instant import DAY, SECOND
from tests.factories import NOW
from tests.intake.stripe_objects import (
    make_charge,
    make_credit_note,
    make_customer,
    make_discount,
    make_event,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_price,
    make_product,
    make_subscription,
)

SOON = (NOW + DAY) // SECOND
CUT = {"object": "list", "has_more": True, "data": [make_item(quantity=1)]}


async def test_a_subscription_whose_items_were_cut_has_no_known_amounts(take, ask) -> None:
    running = make_subscription(items=CUT, current_period_start=SOON - 2_592_000, current_period_end=SOON)

    report = await take(make_customer(), make_product(), make_price(), running)

    assert report["created"]["subscription"] == 1
    assert [note["note"] for note in report["notes"]] == [
        "has more items than the file holds: what it will be charged is not known"
    ]
    answer = await ask("""{ customer(id: "cus_1") {
      totals { recurringIncomplete } subscriptions { nodes { nextCharge { amount { decimal } unknown } } }
    } }""")
    assert answer["data"]["customer"] == {
        "totals": [{"recurringIncomplete": True}],
        "subscriptions": {"nodes": [{"nextCharge": {"amount": None, "unknown": "PRICE_NOT_KNOWN"}}]},
    }


async def test_an_invoice_without_lines_goes_in_and_says_so(take, ask) -> None:
    cut = {"object": "list", "has_more": True, "data": [make_line()]}

    report = await take(make_customer(), make_invoice(lines=None), make_invoice("in_2", lines=cut))

    assert report["errors"] == []
    assert [note["note"] for note in report["notes"]] == ["has more lines than the file holds"] * 2
    answer = await ask("""{ customer(id: "cus_1") { invoices {
      nodes { id linesComplete total { decimal } lines { nodes { quantity unitPrice } } }
    } } }""")
    line = {"quantity": "3", "unitPrice": "19.00"}
    total = {"decimal": "57.00"}
    assert answer["data"]["customer"]["invoices"]["nodes"] == [
        {"id": "in_2", "linesComplete": False, "total": total, "lines": {"nodes": [line]}},
        {"id": "in_1", "linesComplete": False, "total": total, "lines": {"nodes": []}},
    ]


async def test_a_subscription_from_before_items_has_one_of_its_plan(take, read_table) -> None:
    plan = {"id": "gold", "object": "plan", "amount": 900, "currency": "gbp", "interval": "month", "product": "prod_1"}
    old = make_subscription(plan=plan, quantity=2, currency=None)
    del old["items"]

    report = await take(make_customer(), make_product(), old)

    assert report["errors"] == []
    assert await read_table("subscription_item", "id", "plan_id", "quantity", "amount") == [
        {"id": "sub_1/plan", "plan_id": "gold", "quantity": 2, "amount": 1800}
    ]


async def test_the_only_discount_of_a_holder_is_the_same_with_and_without_it(take, read_table) -> None:
    discount = make_discount(None)
    gone = make_event(discount, 60, type="customer.discount.deleted")

    await take(make_customer(discount=discount), discount, as_of=50)

    assert await read_table("customer", "discount_ids") == [{"discount_ids": ["cus_1/discount"]}]
    assert await read_table("discount", "id", "coupon_id", "deleted_at") == [
        {"id": "cus_1/discount", "coupon_id": "HALF", "deleted_at": None}
    ]
    assert (await take(gone))["deleted"] == {"discount": 1}


async def test_a_customer_of_long_ago_holds_its_cards_and_subscriptions(take) -> None:
    card = {"id": "card_1", "object": "card", "brand": "Visa", "last4": "4242"}
    customer = make_customer(cards={"data": [card]}, subscriptions={"data": [make_subscription(customer=None)]})

    report = await take(make_product(), make_price(), customer)

    assert report["errors"] == []
    assert report["created"] == {"customer": 1, "payment_method": 1, "price": 1, "product": 1, "subscription": 1}


async def test_a_payment_and_an_invoice_of_long_ago_are_read_in_the_words_of_today(take, read_table) -> None:
    invoice = make_invoice(status=None, paid=False, closed=True, date=5, created=None)

    await take(make_customer(), invoice, make_payment(status="requires_source"))

    assert await read_table("invoice", "status", "created_at") == [{"status": "OPEN", "created_at": 5_000_000}]
    assert await read_table("payment_intent", "status") == [{"status": "REQUIRES_PAYMENT_METHOD"}]


async def test_a_charge_of_long_ago_has_a_card_whose_type_is_its_brand(take, read_table) -> None:
    card = {"id": "card_1", "object": "card", "type": "Visa", "last4": "4242"}

    await take(make_customer(), make_charge(payment_intent=None, payment_method_details=None, card=card))

    assert await read_table("payment_intent", "method_type", "method_brand", "method_last4") == [
        {"method_type": "card", "method_brand": "Visa", "method_last4": "4242"}
    ]


async def test_a_subscription_of_long_ago_is_charged_with_its_own_percentage_of_tax(take, ask) -> None:
    subscription = make_subscription(tax_percent=20.0, current_period_end=SOON)
    await take(make_customer(), make_product(), make_price(), subscription)

    answer = await ask('{ subscription(id: "sub_1") { nextCharge { amount { amountMinor } unknown } } }')

    assert answer["data"]["subscription"]["nextCharge"] == {"amount": {"amountMinor": 6840}, "unknown": None}


async def test_a_price_of_which_only_the_id_is_left_was_deleted(take) -> None:
    await take(make_price())

    report = await take({"id": "price_1", "object": "price", "deleted": True, "livemode": True}, as_of=9)

    assert report["deleted"] == {"price": 1}


async def test_what_a_credit_note_gives_back_stands_expanded_in_it(take) -> None:
    refund = {"id": "re_1", "object": "refund", "amount": 700, "currency": "gbp", "created": 5, "status": "succeeded"}
    credit = {"id": "cbtxn_1", "object": "customer_balance_transaction", "customer": "cus_1", "amount": -700}
    credit |= {"type": "credit_note", "currency": "gbp", "created": 5}

    report = await take(make_credit_note(refund=refund, customer_balance_transaction=credit))

    assert report["created"] == {"credit_note": 1, "customer_balance_transaction": 1, "refund": 1}


async def test_lists_within_a_list_are_read(take) -> None:
    first = {"object": "list", "has_more": True, "data": [make_customer()]}
    found = {"object": "search_result", "has_more": False, "data": [make_product()]}

    report = await take([first, found])

    assert report["created"] == {"customer": 1, "product": 1}
    assert len(report["notes"]) == 1


async def test_a_coupon_without_a_duration_lowers_every_charge(take, ask) -> None:
    half = make_discount(coupon={"id": "HALF", "object": "coupon", "percent_off": 50})
    running = {"items": [make_item()], "current_period_start": SOON - 2_592_000, "current_period_end": SOON}

    await take(make_customer(), make_product(), make_price(), make_subscription(discount=half, **running))

    answer = await ask('{ customer(id: "cus_1") { totals { monthlyRecurring { decimal } recurringIncomplete } } }')
    assert answer["data"]["customer"]["totals"] == [
        {"monthlyRecurring": {"decimal": "28.50"}, "recurringIncomplete": False}
    ]


async def test_a_line_without_a_price_still_tells_how_many(take, ask) -> None:
    await take(make_customer(), make_invoice(lines=[make_line(pricing=None)]))

    answer = await ask('{ customer(id: "cus_1") { invoices { nodes { lines { nodes { quantity unitPrice } } } } } }')
    assert answer["data"]["customer"]["invoices"]["nodes"] == [
        {"lines": {"nodes": [{"quantity": "3", "unitPrice": None}]}}
    ]
