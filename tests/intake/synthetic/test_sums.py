"""Invoices, payments and charges add up."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from tests.intake.synthetic.checks import check_sums
from tests.intake.synthetic.generated import ENOUGH, ROUND, charges_of, invoice_of_payment, objects_of, refunds_of


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


def test_the_attempts_of_an_invoice_are_the_charges_of_its_payments() -> None:
    objects = objects_of(ENOUGH)
    charges = charges_of(objects)
    tried: Counter[str] = Counter()
    for payment, invoice in invoice_of_payment(objects).items():
        tried[invoice] += max(1, len(charges[payment]))

    for invoice in objects["invoice"]:
        assert invoice["attempt_count"] == tried[invoice["id"]]


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
        (released,) = (refund for refund in refunds_of(objects) if refund["payment_intent"] == payment["id"])
        rest = payment["amount"] - payment["amount_received"]
        assert (charge["amount_refunded"], released["amount"], released["status"]) == (rest, rest, "succeeded")
