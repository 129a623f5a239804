"""CSV files: that no text in them is run as a formula, whichever separator opens them, and that values stay."""

import csv
import io
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from dashboard.csv.csv_file import text_cell
from dashboard.customer import csv_exports
from dashboard.customer.csv_exports import INVOICE_COLUMNS, PAYMENT_COLUMNS
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.values.instant import DAY
from resolvers.customers.export.payments_and_invoices import export_payments
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.dashboard.spreadsheet import needs_libreoffice, open_csv
from tests.factories import NOW, make_customer, make_invoice, make_payment, save

ADA = "/dashboard/customers/cus_1"
SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (None, ""),
        ("Ada, Countess of Lovelace; mathematician", "Ada, Countess of Lovelace; mathematician"),
        ("a-b", "a-b"),
        ("=1", "'=1"),
        ("\t=1", "'\t'=1"),
        ("a;=1", "a;'=1"),
        ('a;"=1', "a;\"'=1"),
        ("a; @b;-c", "a; '@b;'-c"),
        ("a\n=1", "a\n'=1"),
        ("a\t＋1", "a\t'＋1"),
        ("a,=1", "a,=1"),
    ],
)
def test_an_apostrophe_stands_before_what_a_spreadsheet_would_run(text: str | None, cell: str) -> None:
    assert text_cell(text) == cell


@pytest.mark.one_database
@needs_libreoffice
async def test_libreoffice_reads_the_same_values_and_with_no_separator_a_formula(
    operator: Operator, database: Database, tmp_path: Path
) -> None:
    before = ("", "\t", "a;", 'a;"', "a; ", "a\t", "a\n", 'a\n"', '"', ",", ";;", '";')
    hostile = [f"{start}{sign}1+1" for start, sign in product(before, SIGNS)]
    names = [*hostile, "Ada; “the” Countess, née Byron", 'O"Neill', "ÅÄÖ"]
    people = [make_customer(number, name=name, email=name) for number, name in enumerate(names, 1)]
    await save(database, people, make_payment(people[-1], amount=123_456), make_payment(people[-2], currency="JPY"))
    path = tmp_path / "customers.csv"
    path.write_bytes((await operator.get("/dashboard/customers.csv", order="OLDEST")).content)
    written = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))

    by_separator = {separator: open_csv(path, separator) for separator in (",", ";", "\t")}

    assert {cell.is_formula for rows in by_separator.values() for row in rows for cell in row} == {False}
    read = [[cell.value for cell in row] for row in by_separator[","]]
    assert read == [[as_read(cell) for cell in without_end(row)] for row in written]


def without_end(row: list[str]) -> list[str]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def as_read(cell: str) -> str | float:
    """Numbers are numbers; of the ends of lines there is one kind."""
    try:
        return float(cell)
    except ValueError:
        return cell.replace("\r\n", "\n")


async def read_csv(operator: Operator, path: str, **query: str) -> list[dict[str, str]]:
    text = (await operator.get(path, **query)).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_payments_of_a_customer_are_a_file_with_amount_and_currency_apart(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    invoice = make_invoice(ada, 7)
    card = {"method_type": "card", "method_brand": "visa", "method_last4": "4242"}
    paid = make_payment(
        ada, 1, amount=123_456, amount_refunded=56, refund_status=RefundStatus.PARTIAL, invoice_id=invoice.id, **card
    )
    failed = make_payment(
        ada, 2, amount=500, currency="JPY", status=PaymentIntentStatus.FAILED, description="=1+1", failure_code="lost"
    )
    await save(database, ada, invoice, paid, failed)

    rows = await read_csv(operator, f"{ADA}/payments.csv")
    [failures] = await read_csv(operator, f"{ADA}/payments.csv", payments="FAILED")

    assert list(rows[0]) == list(PAYMENT_COLUMNS)
    assert list(rows[0].values()) == [
        "pi_1_1",
        "2026-11-21T12:00:00Z",
        "Succeeded",
        "GBP",
        "1234.56",
        "1234.56",
        "0.56",
        "0.00",
        "Visa •••• 4242",
        "",
        "",
        invoice.number,
        invoice.id,
    ]
    assert failures == rows[1]
    assert [failures[name] for name in ("Currency", "Amount", "Received", "Description")] == [
        "JPY",
        "500",
        "0",
        "'=1+1",
    ]


async def test_invoices_of_a_customer_are_a_file_too(operator: Operator, database: Database) -> None:
    ada = make_customer()
    late = make_invoice(ada, 1, status=InvoiceStatus.OPEN, due_at=NOW - DAY)
    await save(database, ada, late, make_invoice(ada, 2, currency="KWD", total=1500, subtotal=1500, tax=0))
    await save(database, make_invoice(ada, 3, status=InvoiceStatus.VOID))

    rows = await read_csv(operator, f"{ADA}/invoices.csv")

    assert list(rows[0]) == list(INVOICE_COLUMNS)
    assert [(row["Number"], row["Status"], row["Currency"], row["To pay"]) for row in rows] == [
        (late.number, "Overdue", "GBP", "12.00"),
        ("CUS_1-0002", "Paid", "KWD", "0.000"),
        ("CUS_1-0003", "Void", "GBP", "0.00"),
    ]
    assert rows[1]["Total"] == "1.500"
    assert [row["Id"] for row in await read_csv(operator, f"{ADA}/invoices.csv", invoices="PAID")] == ["in_1_2"]


async def test_every_payment_is_in_the_file_once_however_many_there_are(
    operator: Operator, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_exports, "export_payments", partial(export_payments, chunk=3))
    ada = make_customer()
    await save(database, ada, [make_payment(ada, number, created_at=NOW - number % 2) for number in range(10)])

    rows = await read_csv(operator, f"{ADA}/payments.csv")

    assert sorted(row["Id"] for row in rows) == [f"pi_1_{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("path", "query", "status", "title"),
    [
        ("/dashboard/customers/cus_9/payments.csv", {}, 404, "Customer not found"),
        ("/dashboard/test/customers/cus_1/invoices.csv", {}, 404, "Customer not found"),
        (f"{ADA}/invoices.csv", {"invoices": "RICH"}, 400, "This list can’t be exported"),
    ],
)
async def test_what_is_not_there_and_what_cant_be_exported_is_told_as_a_page(
    operator: Operator, database: Database, path: str, query: dict[str, str], status: int, title: str
) -> None:
    await save(database, make_customer())

    page = await operator.open(path, **query)

    assert (page.status, page.text("//h1")) == (status, title)


async def test_the_page_leads_to_the_files_of_what_it_shows(operator: Operator, database: Database) -> None:
    ada = make_customer()
    await save(database, ada, make_payment(ada), make_invoice(ada))

    page = await operator.open(ADA, payments="SUCCEEDED")

    links = page.tree.xpath("//a[@download and contains(@href, '.csv')]/@href")
    assert links == [f"{ADA}/payments.csv?payments=SUCCEEDED", f"{ADA}/invoices.csv"]
