"""Stripe's shapes before and since 2025-03-31: the same rows."""

import pytest

from intake.kinds import TRANSLATIONS
from intake.refused import Refused
from intake.shapes.fields import Fields
from intake.shapes.translated import Ignored
from models.values.instant import SECOND
from tests.intake.stripe_objects import (
    CREATED,
    PERIOD,
    make_customer,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_price,
    make_subscription,
)

RATE = {"id": "txr_1", "object": "tax_rate", "percentage": 20.0}
CARD = {"id": "pm_1", "type": "card", "card": {"brand": "visa", "last4": "4242"}}


def translate(stripe_object):
    return TRANSLATIONS[stripe_object["object"]](Fields(stripe_object))


def row_of(stripe_object):
    return translate(stripe_object).row


def lines_of(*lines):
    return translate(make_invoice(lines={"data": list(lines)})).children["invoice_line"]


async def test_both_api_versions_become_equal_rows(take, dump) -> None:
    parents = [make_customer(), make_price(product={"id": "prod_1", "object": "product", "name": "Team"})]
    old_line = {
        **make_line(quantity=3, amount=-250),
        "price": make_price(),
        "unit_amount_excluding_tax": "-83.333333333333",
        "tax_amounts": [{"amount": -50, "inclusive": False, "tax_rate": "txr_1"}],
        "tax_rates": [RATE],
    }
    del old_line["pricing"], old_line["taxes"]
    new_line = make_line(
        quantity=3,
        amount=-250,
        pricing={"unit_amount_decimal": "-83.333333333333"},
        taxes=[{"amount": -50, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": RATE}}],
    )
    amounts = {"subtotal": -250, "total": -300, "amount_due": 0, "amount_remaining": 0}
    old_invoice = make_invoice(
        **amounts,
        lines=[old_line],
        subscription="sub_1",
        tax=-50,
        total_tax_amounts=[{"amount": -50, "inclusive": False}],
    )
    new_invoice = make_invoice(
        **amounts,
        lines=[new_line],
        parent={"type": "subscription_details", "subscription_details": {"subscription": "sub_1"}},
        total_taxes=[{"amount": -50, "tax_behavior": "exclusive"}],
    )
    old_subscription = make_subscription()
    new_subscription = make_subscription(items={"data": [make_item(**PERIOD)]})
    del new_subscription["current_period_start"], new_subscription["current_period_end"]

    await take(*parents, old_subscription, old_invoice, project_id="prj_1")
    await take(*parents, new_subscription, new_invoice, project_id="prj_2")

    assert await dump("prj_1") == await dump("prj_2")


def test_a_customer_becomes_a_row_and_words() -> None:
    customer = translate(make_customer())

    assert customer.id == "cus_1"
    assert customer.row == {
        "name": "Zoë Ångström",
        "email": "Zoe@Example.com",
        "email_folded": "zoe@example.com",
        "sort_name": "zoë ångström",
        "phone": "+44 20 7946 0000",
        "description": None,
        "address": {
            "line1": "1 High Street",
            "line2": None,
            "city": "Leeds",
            "state": None,
            "postal_code": None,
            "country": "GB",
        },
        "tax_ids": [{"type": "gb_vat", "value": "GB123456789"}],
        "currency": "GBP",
        "locale": "en-GB",
        "metadata": {"crm": "42"},
        "created_at": CREATED * SECOND,
        "balances": {},
        "tax_exempt": None,
        "discount_ids": None,
        "default_payment_method_id": None,
    }


def test_a_customer_may_have_an_id_alone() -> None:
    row = row_of({"id": "cus_1", "object": "customer", "created": CREATED})

    assert (row["name"], row["address"], row["tax_ids"], row["metadata"]) == (None, None, [], {})


@pytest.mark.parametrize(
    ("overrides", "unit_amount", "amount"),
    [
        ({"unit_amount_decimal": "0.1", "unit_amount": None}, "0.1", 0),
        ({"unit_amount_decimal": "2.50", "unit_amount": None}, "2.5", 2),
        ({"unit_amount_decimal": "3.5", "unit_amount": None}, "3.5", 4),
        ({"unit_amount_decimal": None, "unit_amount": 1900}, "1900", 1900),
        ({"unit_amount_decimal": None, "unit_amount": None, "billing_scheme": "tiered"}, None, None),
        ({"unit_amount_decimal": "214748364800.5"}, "214748364800.5", 214748364800),
    ],
)
def test_a_price_is_exact(overrides, unit_amount, amount) -> None:
    row = row_of(make_price(**overrides))

    assert (row["unit_amount"], row["amount"]) == (unit_amount, amount)


def test_a_one_time_price_is_ignored() -> None:
    with pytest.raises(Ignored) as ignored:
        translate(make_price(recurring=None))

    assert ignored.value.label == "price (one-time)"


CANCELLATION_NAMES = (
    "status",
    "cancel_at",
    "canceled_at",
    "ended_at",
    "cancellation_requested_at",
    "cancellation_reason",
    "cancellation_comment",
    "cancellation_cause",
)
DETAILS = {"comment": "Bye", "feedback": "too_expensive", "reason": "cancellation_requested"}
PERIOD_END = PERIOD["current_period_end"]


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, ("ACTIVE", None, None, None, None, None, None, None)),
        (
            {"cancel_at_period_end": True, "canceled_at": 50, "cancellation_details": DETAILS},
            ("ACTIVE", PERIOD_END, None, None, 50, "TOO_EXPENSIVE", "Bye", "REQUESTED"),
        ),
        (
            {"cancel_at": 70, "canceled_at": 50, "cancellation_details": {"feedback": "brand_new"}},
            ("ACTIVE", 70, None, None, 50, "OTHER", None, "UNKNOWN"),
        ),
        (
            {"status": "canceled", "canceled_at": 50, "cancel_at": 70, "cancellation_details": DETAILS},
            ("CANCELED", None, 50, 50, 50, "TOO_EXPENSIVE", "Bye", "REQUESTED"),
        ),
        (
            {
                "status": "canceled",
                "canceled_at": 50,
                "ended_at": 60,
                "cancellation_details": {"reason": "payment_failed"},
            },
            ("CANCELED", None, 50, 60, None, None, None, "PAYMENT_FAILED"),
        ),
        (
            {"status": "canceled", "ended_at": 60, "cancellation_details": None},
            ("CANCELED", None, 60, 60, None, None, None, "UNKNOWN"),
        ),
        (
            {"status": "incomplete_expired", "ended_at": 60, "cancel_at_period_end": True},
            ("INCOMPLETE_EXPIRED", None, None, 60, None, None, None, None),
        ),
    ],
)
def test_a_cancellation_is_asked_for_or_scheduled_or_done(overrides, expected) -> None:
    row = row_of(make_subscription(**overrides))

    found = [row[name] for name in CANCELLATION_NAMES]
    assert tuple(value // SECOND if isinstance(value, int) else value for value in found) == expected


def test_the_item_that_ends_first_gives_the_period() -> None:
    week = make_item("si_week", current_period_start=100, current_period_end=200)
    month = make_item("si_month", current_period_start=50, current_period_end=400)
    overrides = {"current_period_start": None, "current_period_end": None, "items": [month, week]}

    row = row_of(make_subscription(**overrides))

    assert (row["current_period_start"], row["current_period_end"]) == (100 * SECOND, 200 * SECOND)


async def test_items_cost_unit_times_quantity_and_of_metered_ones_nobody_knows(take, read_table) -> None:
    fraction = make_price("price_fraction", unit_amount_decimal="0.125", unit_amount=None)
    foreign = make_price("price_foreign", currency="kwd")
    items = [
        make_item("si_a", quantity=3),
        make_item("si_b", price="price_fraction", quantity=20),
        make_item("si_c", price="price_fraction", quantity=28),
        make_item("si_d", quantity=None),
        make_item("si_e", price="price_foreign"),
    ]
    product = {"id": "prod_1", "object": "product", "name": "Team", "livemode": True}

    await take(make_customer(), product, make_price(), fraction, foreign, make_subscription(items=items))

    assert await read_table("subscription_item", "id", "amount", "quantity", "currency", "position") == [
        {"id": "si_a", "amount": 5700, "quantity": 3, "currency": "GBP", "position": 0},
        {"id": "si_b", "amount": 3, "quantity": 20, "currency": "GBP", "position": 1},
        {"id": "si_c", "amount": 4, "quantity": 28, "currency": "GBP", "position": 2},
        {"id": "si_d", "amount": None, "quantity": None, "currency": "GBP", "position": 3},
        {"id": "si_e", "amount": None, "quantity": 3, "currency": "GBP", "position": 4},
    ]


@pytest.mark.parametrize(
    ("line", "unit_amount"),
    [
        ({"pricing": {"unit_amount_decimal": "1900.00"}}, "1900"),
        ({"pricing": {"unit_amount_decimal": "0.001"}, "quantity": 5_700_000}, "0.001"),
        ({"pricing": None, "price": {"unit_amount_decimal": "1900"}}, "1900"),
        ({"pricing": None, "plan": {"amount": 1900}}, "1900"),
        ({"pricing": None, "price": {"unit_amount": 2400}, "unit_amount_excluding_tax": "1900"}, "1900"),
        ({"pricing": {"unit_amount_decimal": "2400"}}, "2400"),
        ({"pricing": None}, None),
        ({"pricing": {"unit_amount_decimal": None}, "quantity": 7}, None),
        ({"pricing": None, "quantity": None}, None),
    ],
)
def test_a_lines_unit_amount_is_the_one_that_makes_up_its_amount(line, unit_amount) -> None:
    [row] = lines_of(make_line(**line))

    assert row["unit_amount"] == unit_amount


GST = {"amount": 50, "inclusive": False, "tax_rate": {"percentage": 5}}
FLAT = {"percentage": 0, "rate_type": "flat_amount", "flat_amount": {"amount": 27, "currency": "usd"}}
PST = {"amount": 70, "inclusive": False, "tax_rate": {"percentage": 7}}


@pytest.mark.parametrize(
    ("line", "tax", "tax_rate"),
    [
        ({"taxes": []}, 0, None),
        ({"taxes": None, "tax_amounts": [GST]}, 50, "5"),
        ({"taxes": None, "tax_amounts": [GST, PST]}, 120, None),
        ({"taxes": None, "tax_amounts": [GST | {"tax_rate": "txr_1"}]}, 50, None),
        ({"taxes": None, "tax_amounts": [GST | {"tax_rate": "txr_1"}], "tax_rates": [RATE]}, 50, "20"),
        ({"taxes": [{"amount": 7, "tax_rate_details": {"percentage_decimal": "0"}}]}, 7, "0"),
        ({"taxes": [{"amount": 7, "tax_rate_details": {"tax_rate": {"percentage": 8.875}}}]}, 7, "8.875"),
        ({"taxes": [{"amount": 7, "tax_behavior": "inclusive"}]}, 7, None),
        ({"taxes": [{"amount": 7, "tax_rate_details": FLAT | {"percentage_decimal": "0.0"}}]}, 7, None),
        ({"taxes": [{"amount": 7, "tax_rate_details": {"tax_rate": FLAT}}]}, 7, None),
        ({"taxes": None, "tax_amounts": [GST | {"tax_rate": "txr_1"}], "tax_rates": [FLAT]}, 50, None),
    ],
)
def test_a_lines_tax_is_the_sum_and_its_rate_that_of_the_only_one(line, tax, tax_rate) -> None:
    [row] = lines_of(make_line(**line))

    assert (row["tax"], row["tax_rate"]) == (tax, tax_rate)


@pytest.mark.parametrize(
    ("line", "reason", "included"),
    [
        ({"taxes": []}, None, False),
        ({"taxes": None, "tax_amounts": [GST | {"taxability_reason": "standard_rated"}]}, "standard_rated", False),
        ({"taxes": None, "tax_amounts": [GST | {"inclusive": True}]}, None, True),
        ({"taxes": [{"amount": 0, "taxability_reason": "reverse_charge"}]}, "reverse_charge", False),
        ({"taxes": [{"amount": 7, "tax_behavior": "inclusive"}, {"amount": 1}]}, None, False),
        ({"taxes": [GST | {"taxability_reason": "zero_rated"}, PST]}, None, False),
    ],
)
def test_a_line_says_why_it_is_taxed_as_it_is_and_whether_its_amount_holds_the_tax(line, reason, included) -> None:
    [row] = lines_of(make_line(**line))

    assert (row["tax_reason"], row["tax_included"]) == (reason, included or None)


def test_a_lines_discounts_add_up() -> None:
    [none] = lines_of(make_line(discount_amounts=[]))
    [two] = lines_of(make_line(discount_amounts=[{"amount": 200, "discount": "di_1"}, {"amount": 50}]))

    assert (none["discount"], two["discount"]) == (None, 250)


def test_amounts_that_an_invoice_leaves_out_follow_from_the_rest() -> None:
    invoice = make_invoice(
        status="paid",
        lines=[make_line(), make_line("il_2", amount=300)],
        total_taxes=[
            {"amount": 1200, "tax_behavior": "exclusive"},
            {"amount": 5, "tax_behavior": "inclusive"},
        ],
    )
    for name in ("subtotal", "total", "amount_due", "amount_paid", "amount_remaining"):
        del invoice[name]

    row = row_of(invoice)

    assert (row["subtotal"], row["tax"], row["total"]) == (6000, 1205, 7200)
    assert (row["amount_due"], row["amount_paid"], row["amount_remaining"]) == (7200, 7200, 0)


@pytest.mark.parametrize(
    ("overrides", "issued_at"),
    [
        ({}, 1_762_000_100),
        ({"status_transitions": None, "effective_at": 1_762_000_050}, 1_762_000_050),
        ({"status_transitions": None}, 1_762_000_000),
        ({"status": "draft", "status_transitions": None, "effective_at": 1_762_000_050}, None),
    ],
)
def test_an_invoice_is_issued_when_it_is_finalized(overrides, issued_at) -> None:
    found = row_of(make_invoice(**overrides))["issued_at"]

    assert found == (issued_at and issued_at * SECOND)


def test_an_invoice_keeps_its_buyer_as_it_stood() -> None:
    overrides = {
        "customer_phone": "1",
        "customer_address": {"city": "York"},
        "customer_tax_ids": [{"type": "eu_vat", "value": "DE1"}],
        "customer_tax_exempt": "reverse",
    }

    assert row_of(make_invoice())["buyer"] == {
        "name": "Zoë Ångström",
        "email": "zoe@example.com",
        "address": None,
    }
    assert (
        row_of(make_invoice(customer_phone=None, customer_tax_ids=[]))["buyer"].items()
        >= {
            "phone": None,
            "tax_ids": [],
        }.items()
    )
    buyer = row_of(make_invoice(**overrides))["buyer"]
    assert buyer["address"]["city"] == "York"
    assert buyer["tax_ids"] == [{"type": "eu_vat", "value": "DE1"}]
    assert buyer["tax_exempt"] == "reverse"


def test_an_invoice_with_lines_left_out_says_so() -> None:
    cut = {"object": "list", "has_more": True, "data": [make_line()]}

    assert row_of(make_invoice(lines=cut))["lines_complete"] is False
    assert row_of(make_invoice())["lines_complete"] is True


@pytest.mark.parametrize(
    ("overrides", "status", "code", "message"),
    [
        ({}, "SUCCEEDED", None, None),
        ({"status": "requires_payment_method"}, "REQUIRES_PAYMENT_METHOD", None, None),
        ({"status": "failed"}, "FAILED", None, None),
        (
            {
                "status": "requires_payment_method",
                "last_payment_error": {"code": "card_declined", "decline_code": "x", "message": "Declined."},
            },
            "FAILED",
            "x",
            "Declined.",
        ),
    ],
)
def test_a_payment_that_waits_after_a_failure_has_failed(overrides, status, code, message) -> None:
    row = row_of(make_payment(**overrides))
    stated = row["stated"]

    assert (row["status"], stated["failure_code"], stated["failure_message"]) == (status, code, message)


DETAILS_OF_CARD = {"payment_method_details": {"type": "card", "card": CARD["card"]}}


@pytest.mark.parametrize(
    ("overrides", "method"),
    [
        ({"payment_method": CARD}, ("card", "visa", "4242")),
        ({"latest_charge": {"id": "ch_1", **DETAILS_OF_CARD}}, ("card", "visa", "4242")),
        ({"latest_charge": "ch_1", "charges": {"data": [DETAILS_OF_CARD]}}, ("card", "visa", "4242")),
        (
            {
                "status": "requires_payment_method",
                "last_payment_error": {"payment_method": CARD},
                "payment_method": None,
            },
            ("card", "visa", "4242"),
        ),
        ({"payment_method": {"type": "link", "link": {}}}, ("link", None, None)),
        ({"payment_method": "pm_1", "payment_method_types": ["bacs_debit"]}, ("bacs_debit", None, None)),
        ({"payment_method_types": ["card", "link"]}, (None, None, None)),
        ({"status": "requires_payment_method"}, (None, None, None)),
        (
            {"payment_method": {"type": "card", "card": {"last4": "4111111111111111"}}},
            ("card", None, "1111"),
        ),
    ],
)
def test_a_payments_method_comes_from_where_it_is_expanded(overrides, method) -> None:
    stated = row_of(make_payment(**overrides))["stated"]

    assert (stated["method_type"], stated["method_brand"], stated["method_last4"]) == method


def test_ids_and_expanded_objects_are_the_same_reference() -> None:
    expanded = row_of(make_payment(customer=make_customer(), invoice=make_invoice()))

    assert expanded == row_of(make_payment(invoice="in_1"))


def test_a_number_is_read_by_its_kind_whatever_equal_one_came_before() -> None:
    assert lines_of(make_line(quantity=1))[0]["quantity"] == "1"

    with pytest.raises(Refused, match=r"^lines\[0\]\.quantity is not a decimal number$"):
        lines_of(make_line(quantity=True))


def test_the_same_wrong_number_is_refused_by_each_name_that_it_stands_under() -> None:
    for number, name in enumerate(("quantity", "quantity_decimal")):
        lines = [make_line() for _ in range(number)]
        with pytest.raises(Refused, match=rf"^lines\[{number}\]\.{name} is not a decimal number of up to 64 bits$"):
            lines_of(*lines, make_line(**{name: "1e9"}))
