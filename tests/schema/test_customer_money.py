"""What a customer pays with, is credited, and has left: methods, credit notes, balance, totals, taxes of invoices."""

from itertools import product
from typing import Any

import pytest
from dirty_equals import IsStr

from models.billing.credit_note import CreditNoteStatus
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.tax import TaxRate
from models.values.instant import parse_rfc3339
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    NOW,
    make_credit_note,
    make_customer,
    make_invoice,
    make_method,
    make_payment,
    make_project,
    save,
    scope,
)

METHODS = """query Methods($after: String) { customer(id: "cus_1") {
  paymentMethods(first: 2, after: $after) { nodes { id isDefault } pageInfo { endCursor hasNextPage } totalCount }
} }"""


async def test_payment_methods_come_with_the_default_first_then_the_newest_over_all_pages(
    database: Database, ask: Ask
) -> None:
    customer = make_customer()
    methods = [make_method(customer, number, is_default=int(number == 3)) for number in (1, 2, 3, 4)]
    await save(database, make_project(), customer, methods, make_method(customer, 5, deleted_at=NOW))

    pages, after = [], None
    for _ in range(2):
        answer = await ask(METHODS, {"after": after})
        page = answer["data"]["customer"]["paymentMethods"]
        pages.append([(node["id"], node["isDefault"]) for node in page["nodes"]])
        after = page["pageInfo"]["endCursor"]

    assert pages == [[("pm_1_3", True), ("pm_1_1", False)], [("pm_1_2", False), ("pm_1_4", False)]]
    assert page["totalCount"] == 4
    assert not page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("month", "year", "now", "expired"),
    [
        (11, 2026, "2026-11-30T23:59:59Z", False),
        (11, 2026, "2026-12-01T00:00:00Z", True),
        (12, 2025, "2026-01-01T00:00:00Z", True),
        (1, 2027, "2026-12-31T23:59:59Z", False),
        (None, None, "2026-12-31T23:59:59Z", False),
    ],
)
async def test_a_card_expires_with_the_end_of_its_month(
    database: Database, ask: Ask, month: int | None, year: int | None, now: str, expired: bool
) -> None:
    customer = make_customer()
    await save(database, make_project(), customer, make_method(customer, expires_month=month, expires_year=year))

    answer = await ask(
        '{ node(id: "pm_1_1") { ... on PaymentMethod { expired expiresMonth expiresYear } } }', now=parse_rfc3339(now)
    )

    assert answer["data"]["node"] == {"expired": expired, "expiresMonth": month, "expiresYear": year}


async def test_credit_notes_come_newest_first_and_one_without_a_number_shows_its_id(
    database: Database, ask: Ask
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, amount_credited=400)
    withdrawn = make_credit_note(invoice, 2, number=None, status=CreditNoteStatus.VOID, reason="duplicate")
    await save(database, make_project(), customer, invoice, make_credit_note(invoice), withdrawn)

    answer = await ask("""{ customer(id: "cus_1") { creditNotes { nodes {
      number status reason total { decimal } pdfUrl invoice { id amountCredited { decimal } }
    } } } }""")

    shared = {
        "total": {"decimal": "2.00"},
        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/credit-notes/cn_1_1_\d\.pdf\?token=.+"),
        "invoice": {"id": "in_1_1", "amountCredited": {"decimal": "4.00"}},
    }
    assert answer["data"]["customer"]["creditNotes"]["nodes"] == [
        {"number": "cn_1_1_2", "status": "VOID", "reason": "duplicate", **shared},
        {"number": "CUS_1-0001-CN-01", "status": "ISSUED", "reason": None, **shared},
    ]


async def test_a_credit_note_of_an_unknown_invoice_has_no_pdf(database: Database, ask: Ask) -> None:
    invoice = make_invoice(make_customer())
    await save(database, make_project(), make_customer(), make_credit_note(invoice, invoice_id=None))

    answer = await ask('{ customer(id: "cus_1") { creditNotes { nodes { pdfUrl invoice { id } } } } }')

    assert answer["data"]["customer"]["creditNotes"]["nodes"] == [{"pdfUrl": None, "invoice": None}]


@pytest.mark.parametrize(
    ("balances", "shown"),
    [(None, []), ({}, []), ({"GBP": -500, "EUR": 250}, [("EUR", "2.50"), ("GBP", "-5.00")])],
)
async def test_a_balance_is_told_for_each_currency(
    database: Database, ask: Ask, balances: dict[str, int] | None, shown: list[tuple[str, str]]
) -> None:
    await save(database, make_project(), make_customer(balances=balances, deleted_at=NOW))

    answer = await ask('{ customer(id: "cus_1") { deletedAt balance { currency decimal } } }')

    customer = answer["data"]["customer"]
    assert [(money["currency"], money["decimal"]) for money in customer["balance"]] == shown
    assert customer["deletedAt"] == "2026-11-22T12:00:00Z"


async def test_an_invoice_tells_its_discount_shipping_and_taxes_by_rate(database: Database, ask: Ask) -> None:
    customer = make_customer()
    taxes = [
        {"rate_id": "txr_1", "percentage": "20", "taxable": 1000, "amount": 200, "included": False},
        {"rate_id": "txr_unknown", "percentage": "7.7", "taxable": None, "amount": 5, "included": True},
        {"rate_id": None, "percentage": None, "taxable": None, "amount": 0, "included": False},
    ]
    invoice = make_invoice(customer, discount=100, billing_credits=30, shipping=50, taxes=taxes, lines_complete=False)
    rate = TaxRate(**scope(customer), id="txr_1", name="VAT", included=False)
    await save(database, make_project(), customer, invoice, make_invoice(customer, 2), rate)

    answer = await ask("""{ customer(id: "cus_1") { invoices { nodes {
      discount { decimal } billingCredits { decimal } shipping { decimal } linesComplete attemptCount
      taxes { id name rate taxable { decimal } amount { decimal } included }
    } } } }""")

    def tax(place: int, **told: Any) -> dict[str, Any]:
        return {"id": f"in_1_1/tax/{place}", "name": None, "rate": None, "taxable": None, "included": False} | told

    assert answer["data"]["customer"]["invoices"]["nodes"] == [
        {
            "discount": {"decimal": "-1.00"},
            "billingCredits": {"decimal": "-0.30"},
            "shipping": {"decimal": "0.50"},
            "linesComplete": False,
            "attemptCount": None,
            "taxes": [
                tax(0, name="VAT", rate="20", taxable={"decimal": "10.00"}, amount={"decimal": "2.00"}),
                tax(1, rate="7.7", amount={"decimal": "0.05"}, included=True),
                tax(2, amount={"decimal": "0.00"}),
            ],
        },
        {
            "discount": {"decimal": "0.00"},
            "billingCredits": {"decimal": "0.00"},
            "shipping": {"decimal": "0.00"},
            "linesComplete": True,
            "attemptCount": None,
            "taxes": [],
        },
    ]


async def test_totals_are_the_plain_sums_of_the_payments_and_agree_with_them(database: Database, ask: Ask) -> None:
    customer, other = make_customer(), make_customer(2)
    states = product(("GBP", "EUR", "JPY"), PaymentIntentStatus, (0, 40), (0, 30), (False, True))
    payments: list[PaymentIntent] = [
        make_payment(
            customer,
            number,
            amount=100 + number,
            currency=currency,
            status=status,
            amount_refunded=refunded if status is PaymentIntentStatus.SUCCEEDED else 0,
            amount_disputed=disputed if status is PaymentIntentStatus.SUCCEEDED else 0,
            disputes_incomplete=is_incomplete and currency == "EUR",
        )
        for number, (currency, status, refunded, disputed, is_incomplete) in enumerate(states)
    ]
    await save(database, make_project(), [customer, other], payments, make_payment(other), make_payment(None))

    answer = await ask("""{ customer(id: "cus_1") { totals {
      currency received { amountMinor } refunded { amountMinor } disputed { amountMinor } net { amountMinor }
      disputesIncomplete
    } } }""")

    totals = answer["data"]["customer"]["totals"]
    assert [total["currency"] for total in totals] == ["EUR", "GBP", "JPY"]
    for total in totals:
        own = [payment for payment in payments if payment.currency == total["currency"]]
        received, refunded, disputed = (
            sum(getattr(payment, name) for payment in own)
            for name in ("amount_received", "amount_refunded", "amount_disputed")
        )
        assert total == {
            "currency": total["currency"],
            "received": {"amountMinor": received},
            "refunded": {"amountMinor": refunded},
            "disputed": {"amountMinor": disputed},
            "net": {"amountMinor": received - refunded - disputed},
            "disputesIncomplete": total["currency"] == "EUR",
        }
        assert 0 < disputed < refunded < received
