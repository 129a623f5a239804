"""The synthetic generator: the same lives for the same seed, and lives that add up."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import islice, pairwise
from typing import Any

import pytest
from dirty_equals import IsPositiveInt
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.synthetic.draws import invoice_prefix
from intake.synthetic.generator import generate_objects
from intake.synthetic.people import list_countries
from intake.synthetic.periods import list_periods, shift_moment
from intake.synthetic.prices import CURRENCIES
from intake.synthetic.storybook import STORIES
from models.values.instant import SECOND, Instant, parse_rfc3339

NOW = parse_rfc3339("2026-03-31T10:20:30.123456Z")
ENOUGH = 200
ROUND = len(STORIES)

PAST_KEYS = {
    "canceled_at",
    "created",
    "current_period_start",
    "effective_at",
    "ended_at",
    "finalized_at",
    "marked_uncollectible_at",
    "paid_at",
    "period_end",
    "period_start",
    "start_date",
    "trial_start",
    "updated",
    "voided_at",
}


@cache
def objects_of(customers: int, seed: int = 1, now: Instant = NOW) -> dict[str, list[dict[str, Any]]]:
    by_type = defaultdict(list)
    for stripe_object in generate_objects(customers, seed, now):
        by_type[stripe_object["object"]].append(stripe_object)
    return by_type


def times_of(value: Any, key: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            # A schedule tells of what is planned.
            if inner_key != "phases":
                yield from times_of(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from times_of(inner, key)
    elif value is not None and key in PAST_KEYS:
        yield key, value


def line_taxes(line: dict[str, Any]) -> list[dict[str, Any]]:
    return line["taxes"] if "taxes" in line else line["tax_amounts"]


def subscription_of(invoice: dict[str, Any]) -> str | None:
    if "subscription" in invoice:
        return invoice["subscription"]
    return invoice["parent"]["subscription_details"]["subscription"] if invoice["parent"] else None


def current_period(subscription: dict[str, Any]) -> tuple[int, int]:
    holder = subscription if "current_period_end" in subscription else subscription["items"]["data"][0]
    return holder["current_period_start"], holder["current_period_end"]


def invoice_of_payment(objects: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """The invoice's id by the payment's, whichever way it is written."""
    found = {link["payment"]["payment_intent"]: link["invoice"] for link in objects["invoice_payment"]}
    for payment in objects["payment_intent"]:
        invoice = payment.get("invoice") or payment["metadata"].get("invoice")
        if invoice:
            found[payment["id"]] = invoice
    return found


def check_sums(invoice: dict[str, Any]) -> None:
    lines = invoice["lines"]["data"]
    taxes = invoice["total_taxes"] if "total_taxes" in invoice else invoice["total_tax_amounts"]
    tax = sum(entry["amount"] for entry in taxes)
    assert sum(line["amount"] for line in lines) == invoice["subtotal"]
    assert sum(entry["amount"] for line in lines for entry in line_taxes(line)) == tax
    assert invoice.get("tax", tax) in (tax, None)
    discount = sum(entry["amount"] for entry in invoice["total_discount_amounts"])
    assert sum(entry["amount"] for line in lines for entry in line["discount_amounts"]) == discount
    assert invoice["subtotal"] - discount + tax == invoice["total"]
    assert invoice["amount_due"] == max(0, invoice["total"] + invoice["starting_balance"])
    credited = invoice["pre_payment_credit_notes_amount"]
    assert invoice["amount_paid"] + invoice["amount_remaining"] + credited == invoice["amount_due"]


def check_nothing_in_the_future(objects: dict[str, list[dict[str, Any]]], now: Instant) -> None:
    late = [
        (stripe_object["id"], key, time)
        for some in objects.values()
        for stripe_object in some
        for key, time in times_of(stripe_object)
        if time > now // SECOND
    ]
    assert late == []


def test_every_status_of_a_payment_occurs_in_a_round() -> None:
    payments = objects_of(ROUND)["payment_intent"]

    failed = [payment for payment in payments if payment["last_payment_error"]]

    assert {payment["status"] for payment in payments} == {
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "processing",
        "requires_capture",
        "succeeded",
        "canceled",
    }
    assert "requires_payment_method" in {payment["status"] for payment in failed}
    assert any(payment["status"] == "requires_payment_method" and payment not in failed for payment in payments)


def test_every_status_of_a_subscription_and_every_reason_to_leave_occur_in_a_round() -> None:
    subscriptions = objects_of(ROUND)["subscription"]

    assert {subscription["status"] for subscription in subscriptions} == {
        "active",
        "trialing",
        "past_due",
        "unpaid",
        "canceled",
        "incomplete",
        "incomplete_expired",
        "paused",
    }
    left = [item for item in subscriptions if item["status"] == "canceled"]
    assert {subscription["cancellation_details"]["feedback"] for subscription in left} == {
        "customer_service",
        "low_quality",
        "missing_features",
        "switched_service",
        "too_complex",
        "too_expensive",
        "unused",
        "other",
        None,
    }


def test_every_status_of_an_invoice_and_every_interval_occur_in_a_round() -> None:
    objects = objects_of(ROUND)
    used = {
        item["price"] if isinstance(item["price"], str) else item["price"]["id"]
        for subscription in objects["subscription"]
        for item in subscription["items"]["data"]
    }

    intervals = {price["recurring"]["interval"] for price in objects["price"] if price["id"] in used}

    assert intervals == {"day", "week", "month", "year"}
    statuses = {invoice["status"] for invoice in objects["invoice"]}
    assert statuses == {"draft", "open", "paid", "void", "uncollectible"}


def test_the_same_arguments_give_the_same_objects() -> None:
    once, again = (list(generate_objects(45, 7, NOW)) for _ in range(2))

    assert json.dumps(once) == json.dumps(again)


def test_more_customers_only_add_to_the_end() -> None:
    few = list(generate_objects(41, 3, NOW))

    many = list(islice(generate_objects(80, 3, NOW), len(few)))

    assert many == few


def test_another_seed_shares_no_id() -> None:
    ids = [{stripe_object["id"] for stripe_object in generate_objects(ROUND, seed, NOW)} for seed in (1, 2, 10, 11)]

    assert len(set().union(*ids)) == sum(map(len, ids))


def test_customers_are_as_many_as_asked_for() -> None:
    assert len(objects_of(ENOUGH)["customer"]) == ENOUGH
    assert "customer" not in objects_of(0)


def test_products_prices_coupons_and_tax_rates_come_first() -> None:
    types = [stripe_object["object"] for stripe_object in generate_objects(3, 1, NOW)]

    catalogue = types[: types.index("customer")]
    assert Counter(catalogue) == {"product": 12, "price": 119, "coupon": 6, "tax_rate": IsPositiveInt}


def test_ids_and_invoice_numbers_are_unique() -> None:
    objects = objects_of(ENOUGH)

    ids = [stripe_object["id"] for some in objects.values() for stripe_object in some]
    ids += [line["id"] for invoice in objects["invoice"] for line in invoice["lines"]["data"]]
    ids += [item["id"] for subscription in objects["subscription"] for item in subscription["items"]["data"]]
    numbers = [invoice["number"] for invoice in objects["invoice"] if invoice["number"]]

    assert len(set(ids)) == len(ids)
    assert len(set(numbers)) == len(numbers)


def test_invoice_prefixes_of_a_seed_never_meet() -> None:
    prefixes = {invoice_prefix(1, index) for index in range(20_000)}

    assert len(prefixes) == 20_000
    assert {len(prefix) for prefix in prefixes} == {6}


def test_only_drafts_have_no_number_and_numbers_follow_time() -> None:
    invoices = objects_of(ENOUGH)["invoice"]

    assert {invoice["number"] is None for invoice in invoices if invoice["status"] == "draft"} == {True}
    issued = defaultdict(list)
    for invoice in sorted(invoices, key=lambda invoice: invoice["created"]):
        if invoice["status"] != "draft":
            issued[invoice["customer"]].append(invoice["number"])
    assert all(numbers == sorted(numbers) for numbers in issued.values())


def test_objects_survive_json() -> None:
    objects = list(generate_objects(ENOUGH, 1, NOW))

    assert json.loads(json.dumps(objects)) == objects


def test_invoices_add_up() -> None:
    for invoice in objects_of(ENOUGH)["invoice"]:
        check_sums(invoice)


def test_lines_are_quantity_times_unit_price_rounded_half_up() -> None:
    fractional = 0
    for invoice in objects_of(ENOUGH)["invoice"]:
        for line in invoice["lines"]["data"]:
            modern = "pricing" in line
            unit = line["pricing"]["unit_amount_decimal"] if modern else line["unit_amount_excluding_tax"]
            exact = Decimal(unit) * line["quantity"]
            # A thousand e-mails that is begun is charged.
            if not any(words in line["description"] for words in ("Trial period", "E-mails")):
                assert line["amount"] == exact.quantize(Decimal(1), ROUND_HALF_UP)
            fractional += "." in unit
    assert fractional


def test_what_is_paid_agrees_with_the_status_and_the_payments() -> None:
    objects = objects_of(ENOUGH)
    invoice_ids = invoice_of_payment(objects)
    received: Counter[str] = Counter()
    for payment in objects["payment_intent"]:
        if payment["id"] in invoice_ids:
            received[invoice_ids[payment["id"]]] += payment["amount_received"]

    for invoice in objects["invoice"]:
        transitions = invoice["status_transitions"]
        assert received[invoice["id"]] == invoice["amount_paid"]
        assert (transitions["paid_at"] is not None) == (invoice["status"] == "paid")
        assert (transitions["voided_at"] is not None) == (invoice["status"] == "void")
        assert (transitions["marked_uncollectible_at"] is not None) == (invoice["status"] == "uncollectible")
        assert (transitions["finalized_at"] is None) == (invoice["status"] == "draft")
        assert invoice["amount_remaining"] == 0 or invoice["status"] != "paid"
        assert invoice["amount_remaining"] > 0 or invoice["status"] == "paid"


def test_nothing_happens_in_the_future() -> None:
    check_nothing_in_the_future(objects_of(ENOUGH), NOW)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(min_value=0),
    now=st.integers(parse_rfc3339("1995-01-01T00:00:00Z"), parse_rfc3339("2099-12-31T23:59:59Z")),
)
def test_any_seed_at_any_time_adds_up_and_stays_in_the_past(seed: int, now: int) -> None:
    objects: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stripe_object in generate_objects(ROUND, seed, Instant(now)):
        objects[stripe_object["object"]].append(stripe_object)

    check_nothing_in_the_future(objects, Instant(now))
    for invoice in objects["invoice"]:
        check_sums(invoice)


def test_every_reference_leads_to_an_object() -> None:
    objects = objects_of(ENOUGH)
    ids = {stripe_object["id"] for some in objects.values() for stripe_object in some}

    named = {item["customer"] for kind in ("subscription", "invoice") for item in objects[kind]}
    named |= {payment["customer"] for payment in objects["payment_intent"]} - {None}
    named |= {subscription_of(invoice) for invoice in objects["invoice"]} - {None}
    named |= {item["latest_invoice"] for item in objects["subscription"]}
    named |= set(invoice_of_payment(objects)) | set(invoice_of_payment(objects).values())
    named |= {price["product"] for price in objects["price"]}
    for subscription in objects["subscription"]:
        for item in subscription["items"]["data"]:
            named.add(item["price"] if isinstance(item["price"], str) else item["price"]["id"])

    assert named <= ids


def test_customers_come_before_their_subscriptions_invoices_and_payments() -> None:
    objects = objects_of(ENOUGH)
    created = {item["id"]: item["created"] for some in objects.values() for item in some if "created" in item}

    for kind in ("subscription", "invoice", "payment_intent"):
        for item in objects[kind]:
            assert item["customer"] is None or created[item["customer"]] < item["created"]
    for invoice in objects["invoice"]:
        subscription = subscription_of(invoice)
        assert subscription is None or created[subscription] <= invoice["created"]
    for payment, invoice_id in invoice_of_payment(objects).items():
        assert created[invoice_id] <= created[payment]


def test_now_is_in_the_period_of_what_goes_on() -> None:
    for subscription in objects_of(ENOUGH)["subscription"]:
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            start, end = current_period(subscription)
            assert start <= NOW // SECOND < end


def test_a_subscriptions_invoices_follow_its_periods_without_a_gap() -> None:
    objects = objects_of(ENOUGH)
    cycles = defaultdict(list)
    for invoice in sorted(objects["invoice"], key=lambda invoice: invoice["created"]):
        if invoice["billing_reason"] in ("subscription_create", "subscription_cycle"):
            cycles[subscription_of(invoice)].append(invoice)

    for subscription in objects["subscription"]:
        invoices = cycles[subscription["id"]]
        periods = [invoice["lines"]["data"][0]["period"] for invoice in invoices]
        assert periods[0]["start"] == subscription["start_date"]
        assert all(one["end"] == two["start"] for one, two in pairwise(periods))
        assert all(two["period_start"] == one["created"] for one, two in pairwise(invoices))
        if subscription["status"] != "paused":
            assert (periods[-1]["start"], periods[-1]["end"]) == current_period(subscription)


def test_a_trial_ends_in_the_future_and_a_paused_one_has_ended() -> None:
    ends = defaultdict(set)
    for subscription in objects_of(ENOUGH)["subscription"]:
        if subscription["trial_end"]:
            ends[subscription["status"]].add(subscription["trial_end"] > NOW // SECOND)

    assert ends == {"trialing": {True}, "paused": {False}}


def test_scheduled_ends_are_at_the_period_end_and_on_a_date() -> None:
    scheduled = [item for item in objects_of(ROUND)["subscription"] if item["cancel_at"] and not item["ended_at"]]

    at_end = [item for item in scheduled if item["cancel_at_period_end"]]
    on_date = [item for item in scheduled if not item["cancel_at_period_end"]]

    assert at_end
    assert on_date
    assert all(item["cancel_at"] == current_period(item)[1] for item in at_end)
    assert all(item["cancel_at"] > current_period(item)[1] for item in on_date)


def test_a_past_due_subscription_has_an_open_invoice_that_was_tried_and_will_be_again() -> None:
    objects = objects_of(ENOUGH)
    invoices = {invoice["id"]: invoice for invoice in objects["invoice"]}
    invoice_ids = invoice_of_payment(objects)
    failed = {invoice_ids[item["id"]] for item in objects["payment_intent"] if item["last_payment_error"]}

    latest = [item["latest_invoice"] for item in objects["subscription"] if item["status"] == "past_due"]

    assert latest
    for invoice in map(invoices.__getitem__, latest):
        assert invoice["status"] == "open"
        assert invoice["due_date"] is None
        assert invoice["attempt_count"] > 0
        assert invoice["next_payment_attempt"] > NOW // SECOND
        assert invoice["id"] in failed


def test_both_generations_of_stripes_shapes_occur() -> None:
    objects = objects_of(ENOUGH)
    lines = [line for invoice in objects["invoice"] for line in invoice["lines"]["data"]]
    prices = [item["price"] for one in objects["subscription"] for item in one["items"]["data"]]

    assert {"current_period_end" in item for item in objects["subscription"]} == {True, False}
    assert {"parent" in invoice for invoice in objects["invoice"]} == {True, False}
    assert {"total_taxes" in invoice for invoice in objects["invoice"]} == {True, False}
    assert {"taxes" in line for line in lines} == {True, False}
    assert {type(price) for price in prices} == {str, dict}


def test_payments_name_their_invoice_and_method_in_every_way() -> None:
    objects = objects_of(ENOUGH)
    payments = objects["payment_intent"]

    assert objects["invoice_payment"]
    assert any(payment.get("invoice") for payment in payments)
    assert any("invoice" in payment["metadata"] for payment in payments)
    assert any("charges" in payment for payment in payments)
    for field in ("latest_charge", "payment_method"):
        assert {type(payment[field]) for payment in payments} == {str, dict, type(None)}
    types = {payment["payment_method_types"][0] for payment in payments}
    assert types == {"card", "sepa_debit", "bacs_debit", "link", "customer_balance"}


def test_extraordinary_amounts_occur_in_a_round() -> None:
    objects = objects_of(ROUND)
    totals = [invoice["total"] for invoice in objects["invoice"]]

    assert max(totals) > 2**31
    assert min(totals) < 0
    assert 0 in totals
    assert {price["currency"] for price in objects["price"]} == set(CURRENCIES)
    assert set(CURRENCIES) == {invoice["currency"] for invoice in objects["invoice"]}
    assert any(price["unit_amount"] is None for price in objects["price"])


def test_customers_lack_what_real_ones_lack() -> None:
    objects = objects_of(ROUND)
    customers = objects["customer"]
    busy = {item["customer"] for kind in ("invoice", "payment_intent") for item in objects[kind]}

    for field in ("name", "email", "phone", "address"):
        missing = [customer for customer in customers if customer[field] is None]
        assert 0 < len(missing) < len(customers)
    assert any(customer["id"] not in busy for customer in customers)
    assert any(customer["tax_ids"]["data"] for customer in customers)
    assert any(payment["customer"] is None for payment in objects["payment_intent"])


def test_invoices_keep_the_address_of_their_time() -> None:
    objects = objects_of(ROUND)
    addresses = {customer["id"]: customer["address"] for customer in objects["customer"]}

    moved = [item for item in objects["invoice"] if item["customer_address"] != addresses[item["customer"]]]

    assert moved


def test_e_mail_addresses_reach_nobody() -> None:
    emails = [customer["email"] for customer in objects_of(ENOUGH)["customer"] if customer["email"]]

    assert all(email.isascii() and email.endswith(("@example.com", ".example")) for email in emails)
    assert len(set(emails)) == len(emails)


@pytest.mark.parametrize("country", list_countries(), ids=lambda country: country.locale)
def test_a_country_has_people_companies_and_addresses(country: Any) -> None:
    names = [text for group in country.names for texts in group for text in texts]

    assert country.locale.endswith(country.code)
    assert all(text.ascii for text in (*names, *country.companies))
    assert min(len(country.companies), len(country.streets), len(country.cities), len(country.goods)) >= 2


def test_at_least_25_countries_take_part() -> None:
    countries = {(item["address"] or {}).get("country") for item in objects_of(ROUND)["customer"]}

    assert len(countries - {None}) >= 25


def test_a_month_after_the_31st_is_the_last_of_february_and_then_the_31st_again() -> None:
    march = parse_rfc3339("2024-03-31T12:00:00Z") // SECOND

    periods = list_periods(march, "month", 1, 3)

    starts = [period.start for period in periods]
    assert starts == [
        parse_rfc3339("2024-01-31T12:00:00Z") // SECOND,
        parse_rfc3339("2024-02-29T12:00:00Z") // SECOND,
        march,
    ]
    assert shift_moment(starts[1], "year", 1) == parse_rfc3339("2025-02-28T12:00:00Z") // SECOND


def charges_of(objects: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """All charges by their payment, those inside payments too."""
    charges = {charge["id"]: charge for charge in objects["charge"]}
    for payment in objects["payment_intent"]:
        for charge in (payment["latest_charge"], *payment.get("charges", {}).get("data", [])):
            if isinstance(charge, dict):
                charges[charge["id"]] = charge
    found = defaultdict(list)
    for charge in charges.values():
        found[charge["payment_intent"]].append(charge)
    return found


def refunds_of(objects: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    inside = [
        refund
        for charges in charges_of(objects).values()
        for charge in charges
        for refund in charge.get("refunds", {}).get("data", [])
    ]
    return objects["refund"] + inside


def test_payments_were_tried_several_times_before_they_succeeded_or_failed() -> None:
    objects = objects_of(ROUND)
    charges = charges_of(objects)

    tried = {
        payment["status"]: {charge["status"] for charge in charges[payment["id"]]}
        for payment in objects["payment_intent"]
        if len(charges[payment["id"]]) > 1
    }

    assert tried["succeeded"] == {"failed", "succeeded"}
    assert tried["requires_payment_method"] == {"failed"}
    codes = {charge["outcome"]["reason"] for some in charges.values() for charge in some}
    assert len(codes - {None}) >= 3


def test_the_attempts_of_an_invoice_are_the_charges_of_its_payments() -> None:
    objects = objects_of(ENOUGH)
    charges = charges_of(objects)
    tried: Counter[str] = Counter()
    for payment, invoice in invoice_of_payment(objects).items():
        tried[invoice] += max(1, len(charges[payment]))

    for invoice in objects["invoice"]:
        assert invoice["attempt_count"] == tried[invoice["id"]]


def test_refunds_disputes_and_credit_notes_occur_in_each_state() -> None:
    objects = objects_of(ROUND)

    assert {refund["status"] for refund in refunds_of(objects)} == {"succeeded", "pending", "failed", "canceled"}
    assert {dispute["status"] for dispute in objects["dispute"]} == {
        "needs_response",
        "under_review",
        "won",
        "lost",
        "warning_needs_response",
        "warning_closed",
    }
    assert {(note["type"], note["status"]) for note in objects["credit_note"]} >= {
        ("pre_payment", "issued"),
        ("post_payment", "issued"),
        ("post_payment", "void"),
    }
    closed = [event["data"]["object"]["status"] for event in objects["event"] if "dispute" in event["type"]]
    assert set(closed) == {"won", "lost", "warning_closed"}


def test_nothing_more_is_given_back_than_a_charge_took() -> None:
    for charges in charges_of(objects_of(ENOUGH)).values():
        for charge in charges:
            assert 0 <= charge["amount_refunded"] <= charge["amount"]
            assert charge["amount_captured"] <= charge["amount"]


def test_a_partial_capture_releases_the_rest() -> None:
    objects = objects_of(ROUND)
    charges = charges_of(objects)
    partly = [item for item in objects["payment_intent"] if 0 < item["amount_received"] < item["amount"]]

    assert partly
    for payment in partly:
        (charge,) = charges[payment["id"]]
        assert charge["amount_refunded"] == payment["amount"] - payment["amount_received"]


def test_every_kind_of_discount_and_of_price_occurs_in_a_round() -> None:
    objects = objects_of(ROUND)
    discounts = objects["discount"]
    used = {
        item["price"] if isinstance(item["price"], str) else item["price"]["id"]
        for subscription in objects["subscription"]
        for item in subscription["items"]["data"]
    }
    prices = [price for price in objects["price"] if price["id"] in used]

    holders = {(bool(each.get("subscription")), bool(each.get("subscription_item"))) for each in discounts}
    assert holders == {(False, False), (True, False), (True, True)}
    assert any(customer["discount"] for customer in objects["customer"])
    assert {coupon["duration"] for coupon in objects["coupon"]} == {"once", "repeating", "forever"}
    assert any(invoice["total_discount_amounts"] for invoice in objects["invoice"])
    assert {price["tiers_mode"] for price in prices} == {None, "graduated", "volume"}
    assert any(price["transform_quantity"] for price in prices)
    assert any(price["recurring"]["usage_type"] == "metered" for price in prices)


def test_pauses_schedules_pending_items_and_balances_occur_in_a_round() -> None:
    objects = objects_of(ROUND)
    pauses = [item["pause_collection"] for item in objects["subscription"] if item["pause_collection"]]

    assert {pause["behavior"] for pause in pauses} == {"keep_as_draft", "void", "mark_uncollectible"}
    assert {pause["resumes_at"] is None for pause in pauses} == {True, False}
    assert any(item["schedule"] for item in objects["subscription"])
    assert any(item["automatic_tax"]["enabled"] for item in objects["subscription"])
    assert objects["invoiceitem"]
    assert objects["customer_balance_transaction"]
    assert any(customer["balance"] < 0 for customer in objects["customer"])


def test_a_subscription_ends_for_each_cause_and_debts_outlive_it() -> None:
    objects = objects_of(ROUND)
    ended = {item["id"]: item["cancellation_details"]["reason"] for item in objects["subscription"] if item["ended_at"]}

    owed = [item for item in objects["invoice"] if item["status"] == "open" and subscription_of(item) in ended]

    assert {"cancellation_requested", "payment_failed", "payment_disputed"} <= set(ended.values())
    assert owed


def test_customers_store_several_methods_some_expired_and_the_default_is_named() -> None:
    objects = objects_of(ROUND)
    stored = defaultdict(list)
    for method in objects["payment_method"]:
        stored[method["customer"]].append(method)
    cards = [method["card"] for method in objects["payment_method"] if method["type"] == "card"]

    assert max(map(len, stored.values())) == 3
    assert {(card["exp_year"], card["exp_month"]) < (2026, 3) for card in cards} == {True, False}
    for customer in objects["customer"]:
        default = customer["invoice_settings"]["default_payment_method"]
        assert default in [None, *(method["id"] for method in stored[customer["id"]][:1])]


def test_the_newest_customers_of_a_demonstration_are_a_living_business() -> None:
    objects = objects_of(ENOUGH)
    newest = sorted(objects["customer"], key=lambda customer: -customer["created"])[:20]
    ids = {customer["id"] for customer in newest}
    payments = [payment for payment in objects["payment_intent"] if payment["customer"] in ids]
    subscriptions = [item for item in objects["subscription"] if item["customer"] in ids]
    paid = {payment["customer"] for payment in payments if payment["amount_received"]}
    refunded = {refund["payment_intent"] for refund in refunds_of(objects)}
    disputed = {dispute["payment_intent"] for dispute in objects["dispute"]}

    assert len(paid) >= 12
    assert {payment["id"] for payment in payments} & refunded
    assert {payment["id"] for payment in payments} & disputed
    assert {"active", "past_due", "trialing"} <= {item["status"] for item in subscriptions}
    assert any(item["cancel_at"] for item in subscriptions)
    assert any(item["pause_collection"] for item in subscriptions)
