"""An invoice's page: its files, and why it is no e-invoice."""

import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from models.access.project import Project
from models.billing.credit_note import CreditNoteStatus
from models.billing.invoice import InvoiceStatus
from models.billing.tax import TaxRate
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.factories import (
    NOW,
    later,
    make_credit_note,
    make_customer,
    make_invoice,
    make_line,
    make_payment,
    make_refund,
    make_subscription,
    save,
    scope,
)

__all__ = ["log_lines"]

SELLER = {"name": "Northwind", "address": {"country": "GB"}, "tax_ids": [{"type": "gb_vat", "value": "GB123456789"}]}
BUYER = {"name": "Ada", "address": {"country": "GB"}, "tax_exempt": "exempt"}


async def store(database: Database, **invoice: Any) -> None:
    customer = make_customer(name="Ada <Lovelace>")
    issued = make_invoice(customer, **{"seller": SELLER, "buyer": BUYER, "number": "R-1"} | invoice)
    await save(database, customer, issued, make_line(issued))


async def text_of(operator: Operator, path: str = "/dashboard/invoices/in_1_1") -> str:
    return (await operator.get(path)).text


async def test_an_e_invoice_can_be_downloaded_alone(database: Database, project: Project, operator: Operator) -> None:
    await store(database)

    page = await text_of(operator)

    assert "EN 16931, in the PDF." in page
    assert "/invoices/in_1_1.xml?token=" in page
    assert "/invoices/in_1_1.pdf?token=" in page
    assert "Ada &lt;Lovelace&gt;" in page


async def test_what_an_e_invoice_lacks_is_told(database: Database, project: Project, operator: Operator) -> None:
    await store(database, seller={"name": "Northwind", "address": {"city": "Leeds"}})

    page = await text_of(operator)

    assert "None. The project&#39;s address lacks a country" in page
    assert ".xml?token=" not in page


async def test_a_draft_has_no_files(database: Database, project: Project, operator: Operator) -> None:
    await store(database, status=InvoiceStatus.DRAFT, number=None)

    page = await text_of(operator)

    assert "Not issued" in page
    assert "E-invoice" not in page


async def test_it_is_linked_from_its_customer_and_unknown_ones_are_not_found(
    database: Database, project: Project, operator: Operator
) -> None:
    await store(database)

    assert 'href="/dashboard/invoices/in_1_1"' in await text_of(operator, "/dashboard/customers/cus_1")
    assert (await operator.get("/dashboard/invoices/in_none")).status_code == 404
    assert (await operator.get("/dashboard/test/invoices/in_1_1")).status_code == 404


@pytest.mark.parametrize("status", [InvoiceStatus.OPEN, InvoiceStatus.DRAFT])
async def test_it_tells_its_lines_and_what_they_come_to(
    database: Database, project: Project, operator: Operator, status: InvoiceStatus
) -> None:
    customer = make_customer()
    taxes = [{"rate_id": "txr_1", "percentage": None, "taxable": 900, "amount": 171, "included": False, "reason": None}]
    money = {"subtotal": 1000, "discount": 100, "tax": 171, "taxes": taxes, "total": 1071, "amount_paid": 500}
    balances = {"starting_balance": -71, "ending_balance": 0, "amount_remaining": 500}
    invoice = make_invoice(customer, status=status, attempt_count=1, **money, **balances)
    rate = TaxRate(**scope(customer), id="txr_1", name="USt.", percentage=Decimal(19), included=False)
    unexplained = {"unit_amount": None, "amount": 400, "period_start": NOW, "period_end": later(30), "taxes": taxes}
    priced = {"quantity": Decimal("2.5"), "unit_amount": Decimal(240), "amount": 600, "tax_rate": Decimal("7.7")}
    lines = [make_line(invoice, 0, **priced), make_line(invoice, 1, description="Proration <b>", **unexplained)]
    await save(database, customer, rate, invoice, lines)

    page = await operator.open("/dashboard/invoices/in_1_1")

    assert page.rows("lines") == [
        [lines[0].description, "2.5", "£2.40", "7.7%", "£6.00"],
        ["Proration <b> 22 Nov 2026 – 22 Dec 2026", "–", "–", "19%", "£4.00"],
    ]
    assert page.texts("//dl[@class='sum']/div") == [
        "Subtotal £10.00",
        "Discounts -£1.00",
        "USt. 19% £1.71",
        "Total £10.71",
        "From the customer’s balance -£0.71",
        "Paid -£5.00",
        "Amount due £5.00",
    ]
    tried = "£5.00 Tried once; no further attempt is planned" in page.texts("//dl[@class='facts']//dd")
    assert tried is (status is InvoiceStatus.OPEN)


BEFORE = {"subtotal": 10000, "total": 10000, "amount_due": 10000}
SETTLED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "credited after it was paid": (
        {**BEFORE, "post_payment_credited": 3000, "amount_credited": 3000},
        ["Total £100.00", "Paid -£100.00", "Amount due £0.00", "Credited since £30.00"],
    ),
    "credited before it was paid": (
        {**BEFORE, "pre_payment_credited": 3000, "amount_credited": 3000, "amount_paid": 7000},
        ["Total £100.00", "Credited -£30.00", "Paid -£70.00", "Amount due £0.00"],
    ),
    "void, and partly paid": (
        {**BEFORE, "status": InvoiceStatus.VOID, "amount_paid": 2000, "amount_remaining": 8000},
        ["Total £100.00", "Paid -£20.00"],
    ),
    "a credit": (
        {"total": -2500, "amount_paid": 0, "starting_balance": 0, "ending_balance": -2500},
        ["Total -£25.00", "To the customer’s balance £25.00", "Amount due £0.00"],
    ),
    "too little to be charged": (
        {"total": 30, "amount_paid": 0, "starting_balance": 0, "ending_balance": 30},
        ["Total £0.30", "Carried over to the next invoice -£0.30", "Amount due £0.00"],
    ),
    "more than its own total": (
        {"total": 2000, "amount_paid": 2030, "starting_balance": 30, "ending_balance": 0},
        ["Total £20.00", "Owed from before £0.30", "Paid -£20.30", "Amount due £0.00"],
    ),
    "less than its parts, for no known reason": (
        {"subtotal": 10000, "total": 6000, "discount": 0, "tax": 1000},
        ["Subtotal £100.00", "Tax £10.00", "Adjustment -£50.00", "Total £60.00", "Paid -£60.00", "Amount due £0.00"],
    ),
    "with billing credits": (
        {"subtotal": 10000, "total": 7200, "discount": 0, "billing_credits": 4000, "tax": 1200},
        [
            *("Subtotal £100.00", "Billing credits -£40.00", "Tax £12.00", "Total £72.00"),
            *("Paid -£72.00", "Amount due £0.00"),
        ],
    ),
    "its tax in its prices": (
        {"total": 12000, "tax": 2000},
        [
            *("Subtotal £120.00", "Tax, included in the prices £20.00", "Total £120.00"),
            *("Paid -£120.00", "Amount due £0.00"),
        ],
    ),
}


@pytest.mark.one_database
@pytest.mark.parametrize("kind", SETTLED)
async def test_each_sum_is_what_the_rows_above_it_come_to(
    database: Database, project: Project, operator: Operator, kind: str
) -> None:
    money, expected = SETTLED[kind]
    customer = make_customer()
    await save(database, customer, make_invoice(customer, **money))

    page = await operator.open("/dashboard/invoices/in_1_1")

    assert page.texts("//dl[@class='sum']/div") == expected
    is_void = money.get("status") is InvoiceStatus.VOID
    assert ("None: it is void" in page.texts("//dl[@class='facts']//dd")) is is_void


async def test_its_payments_and_its_subscription_are_linked(
    database: Database, project: Project, operator: Operator
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 1, subscription_id="sub_1_1", from_invoice_id="in_1_2")
    payment = make_payment(customer, 1, invoice_id=invoice.id, method_brand="visa", method_last4="4242")
    others = [make_invoice(customer, 2), make_payment(customer, 2, invoice_id="in_1_2")]
    await save(database, customer, [invoice, others[0]], make_subscription(customer), [payment, others[1]])
    await save(database, make_refund(payment))

    page = await operator.open("/dashboard/invoices/in_1_1")

    assert [row[:4] for row in page.rows("payments")] == [
        ["pi_1_1", "£12.00", "Succeeded £2.00 refunded on 21 Nov 2026", "Visa •••• 4242"]
    ]
    assert page.link("pi_1_1") == "/dashboard/payments/pi_1_1"
    assert page.link("sub_1_1") == "/dashboard/subscriptions/sub_1_1"
    assert page.link("in_1_2") == "/dashboard/invoices/in_1_2"


@pytest.mark.one_database
async def test_what_is_not_known_here_is_named_without_a_link(
    database: Database, project: Project, operator: Operator
) -> None:
    customer = make_customer()
    unsafe = "javascript:alert(1)//https://pay.example.com"
    invoice = make_invoice(
        customer, 1, subscription_id="sub_gone", from_invoice_id="in_gone", hosted_url=unsafe, number="R-1"
    )
    await save(database, customer, invoice)

    page = await operator.open("/dashboard/invoices/in_1_1")

    facts = page.texts("//dl[@class='facts']/div")
    assert [fact for fact in facts if "gone" in fact] == [
        "Subscription sub_gone (not known here)",
        "Replaces in_gone (not known here)",
    ]
    assert [page.link("sub_gone"), page.link("in_gone")] == [None, None]
    assert not any("Payment page" in fact for fact in facts)


@pytest.mark.one_database
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("status", "paid", "told"),
    [
        (InvoiceStatus.OPEN, 0, "No payments yet."),
        (InvoiceStatus.DRAFT, 0, "No payments yet."),
        (InvoiceStatus.PAID, 1000, "It was paid outside the platform, or its payments are not known here."),
        (InvoiceStatus.OPEN, 100, "It was paid outside the platform, or its payments are not known here."),
        (InvoiceStatus.PAID, 0, "It was settled without a payment."),
        (InvoiceStatus.VOID, 0, "No payments."),
    ],
)
async def test_it_tells_why_it_has_no_payments(
    database: Database, project: Project, operator: Operator, status: InvoiceStatus, paid: int, told: str
) -> None:
    customer = make_customer()
    await save(database, customer, make_invoice(customer, status=status, amount_paid=paid))

    page = await operator.open("/dashboard/invoices/in_1_1")

    assert page.texts("//section[@id='payments']/p") == [told]


async def test_its_pdf_may_be_shown_on_its_page_and_on_no_other_site(
    database: Database, project: Project, operator: Operator, client: httpx.AsyncClient
) -> None:
    await store(database)

    page = await operator.open("/dashboard/invoices/in_1_1")
    (shown,) = page.tree.xpath("//iframe/@src")
    pdf = await client.get(shown)

    assert page.answer.headers["content-security-policy"].endswith("; frame-src 'self'")
    assert shown.startswith("/invoices/in_1_1.pdf?token=")
    assert pdf.headers["content-disposition"].startswith("inline;")
    assert "frame-ancestors 'self'" in pdf.headers["content-security-policy"]
    download = await client.get(shown.removesuffix("&inline=1"))
    assert "frame-ancestors 'none'" in download.headers["content-security-policy"]


@pytest.mark.one_database
async def test_it_costs_the_same_with_ten_times_as_much(
    database: Database, project: Project, operator: Operator, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    counted = []
    for number, count in ((1, 10), (2, 100)):
        customer = make_customer(number)
        invoice = make_invoice(customer, 1, from_invoice_id=f"in_{number}_2", account_tax_ids=["txi_1"])
        payments = [make_payment(customer, nth, invoice_id=invoice.id) for nth in range(1, count + 1)]
        await save(database, customer, invoice, payments, [make_line(invoice, nth) for nth in range(count)])

        page = await operator.open(f"/dashboard/invoices/in_{number}_1")

        counted.append(log_lines()[-1]["statements"])
        assert len(page.answer.content) < 150_000

    assert counted == [12, 12]
    assert [len(page.rows(section)) for section in ("lines", "payments")] == [20, 20]
    assert (await operator.get("/dashboard/invoices/in_1_1", lines_after="nonsense")).status_code == 400


async def test_its_credit_notes_are_told_and_open(
    database: Database, project: Project, operator: Operator, client: httpx.AsyncClient
) -> None:
    customer = make_customer(name="Ada")
    invoices = [make_invoice(customer, 1, number="R-1"), make_invoice(customer, 2, number="R-2")]
    notes = [
        make_credit_note(invoices[0], 1, reason="order_change"),
        make_credit_note(invoices[0], 2, status=CreditNoteStatus.VOID),
        make_credit_note(invoices[1], 1),
    ]
    await save(database, customer, invoices, [make_line(invoice) for invoice in invoices], notes)

    page = await text_of(operator)

    assert "£2.00 credited on 21 Nov 2026 (order change)" in page
    assert "£2.00, void" in page
    links = re.findall('href="([^"]+/credit-notes/[^"]+)"', page)
    assert len(links) == 2
    for link, note in zip(links, notes[:2], strict=True):
        opened = await client.get(html.unescape(link))
        assert f"credit-note-{note.number}.pdf" in opened.headers["content-disposition"]


async def test_the_credit_notes_of_a_draft_have_no_link(
    database: Database, project: Project, operator: Operator
) -> None:
    customer = make_customer(name="Ada")
    draft = make_invoice(customer, status=InvoiceStatus.DRAFT, number=None)
    await save(database, customer, draft, make_credit_note(draft, number="CN-1"))

    page = await text_of(operator)

    assert "CN-1" in page
    assert "/credit-notes/" not in page
