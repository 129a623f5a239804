"""An e-invoice from end to end: Stripe's invoice in, the seller described, the PDF out with its data inside."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pikepdf
import pytest

from tests.app.conftest import AddKey, Run
from tests.app.sellers import bearer
from tests.intake.stripe_objects import make_customer, make_invoice, make_line

SELLER = {
    "address": {"line1": "1 Quay Street", "city": "Bristol", "postalCode": "BS1 4ZZ", "country": "GB"},
    "taxIds": [{"type": "gb_vat", "value": "GB 123 4567 89"}],
}
VAT = {"tax_rate": {"percentage": 20}, "taxability_reason": "standard_rated", "inclusive": False}
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
TOTALS = {
    "LineTotalAmount": "subtotal",
    "TaxTotalAmount": "tax",
    "GrandTotalAmount": "total",
    "TotalPrepaidAmount": "amountPaid",
    "DuePayableAmount": "amountRemaining",
}


def stripe_invoice(**overrides: Any) -> dict[str, Any]:
    line = make_line(amount=5700, quantity=3, tax_amounts=[VAT | {"amount": 1140}], taxes=None)
    values = {
        "number": "R-1",
        "status": "open",
        "lines": [line],
        "subtotal": 5700,
        "tax": 1140,
        "total": 6840,
        "amount_due": 6840,
        "amount_paid": 1000,
        "amount_remaining": 5840,
        "customer_address": {"city": "Leeds", "country": "GB"},
    }
    return make_invoice(**values | overrides)


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> str:
    """The id of an imported invoice of the project Northwind."""
    run("project", "create", "Northwind")
    import_invoice(run, tmp_path)
    return str(stripe_invoice()["id"])


def import_invoice(run: Run, folder: Path) -> None:
    file = folder / "stripe.ndjson"
    file.write_text("\n".join(map(json.dumps, (make_customer(), stripe_invoice()))))
    result = run("import", str(file), "--project", "Northwind", "--live")
    assert result.exit_code == 0, result.stderr


def describe_seller(run: Run, details: dict[str, Any]) -> None:
    result = run("project", "update", "Northwind", "--from", "-", input=json.dumps(details))
    assert result.exit_code == 0, result.stderr


def write_pdf(run: Run, invoice: str, output: Path) -> dict[str, Any]:
    result = run("pdf", invoice, "--project", "Northwind", "--output", str(output), "--json")
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_an_invoice_that_was_opened_stays_plain_and_what_is_missing_is_said(
    run: Run, stored: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"

    without = write_pdf(run, stored, first)
    plain = run("pdf", stored, "--project", "Northwind", "--output", str(first))
    describe_seller(run, SELLER)
    with_seller = write_pdf(run, stored, second)

    gap = without["eInvoiceGap"]
    assert (without["eInvoice"], gap["code"]) == (False, "SELLER_COUNTRY")
    assert plain.stdout == ""
    assert gap["reason"] in plain.stderr
    assert with_seller == without | {"file": str(second)}
    assert second.read_bytes() == first.read_bytes()


def test_the_first_description_of_a_seller_counts_for_invoices_that_nobody_opened(
    run: Run, stored: str, tmp_path: Path
) -> None:
    output = tmp_path / "invoice.pdf"
    described_again = SELLER | {"taxIds": [{"type": "gb_vat", "value": "GB 999 9999 73"}]}

    describe_seller(run, SELLER)
    describe_seller(run, described_again)
    with_seller = write_pdf(run, stored, output)

    assert with_seller == {"file": str(output), "eInvoice": True, "eInvoiceGap": None}
    assert xml_in(output.read_bytes()).find(f".//{RAM}SpecifiedTaxRegistration/{RAM}ID").text == "GB123456789"


async def test_the_xml_of_the_served_document_has_graphqls_totals(
    client: httpx.AsyncClient, add_key: AddKey, tmp_path: Path, run: Run
) -> None:
    await asyncio.to_thread(describe_seller, run, SELLER)
    await asyncio.to_thread(import_invoice, run, tmp_path)
    headers = bearer((await add_key()).secret)
    fields = " ".join(f"{name} {{ decimal }}" for name in TOTALS.values())
    query = {"query": f'{{ invoice(id: "{stripe_invoice()["id"]}") {{ {fields} pdfUrl }} }}'}

    invoice = (await client.post("/graphql", json=query, headers=headers)).json()["data"]["invoice"]
    pdf = (await client.get(invoice["pdfUrl"])).content

    [summation] = xml_in(pdf).iter(f"{RAM}SpecifiedTradeSettlementHeaderMonetarySummation")
    assert {name: summation.findtext(f"{RAM}{name}") for name in TOTALS} == {
        name: invoice[field]["decimal"] for name, field in TOTALS.items()
    }


async def test_the_e_invoice_alone_is_the_file_within_the_pdf(
    client: httpx.AsyncClient, add_key: AddKey, tmp_path: Path, run: Run
) -> None:
    await asyncio.to_thread(describe_seller, run, SELLER)
    await asyncio.to_thread(import_invoice, run, tmp_path)
    headers = bearer((await add_key()).secret)
    path = f"/invoices/{stripe_invoice()['id']}"

    pdf = await client.get(f"{path}.pdf", headers=headers)
    xml = await client.get(f"{path}.xml", headers=headers)
    again = await client.get(f"{path}.xml", headers=headers | {"If-None-Match": xml.headers["etag"]})
    head = await client.head(f"{path}.xml", headers=headers)

    assert xml.content == attached_to(pdf.content)
    assert xml.headers["content-type"] == "application/xml"
    assert xml.headers["content-disposition"].startswith('attachment; filename="invoice-R-1.xml"')
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(xml.content)))


async def test_without_an_e_invoice_there_is_no_such_file_and_no_reason_is_told(
    client: httpx.AsyncClient, add_key: AddKey, tmp_path: Path, run: Run
) -> None:
    await asyncio.to_thread(import_invoice, run, tmp_path)
    headers = bearer((await add_key()).secret)

    answer = await client.get(f"/invoices/{stripe_invoice()['id']}.xml", headers=headers)

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["message"] == "This invoice has no e-invoice."


def xml_in(pdf: bytes) -> Any:
    return ElementTree.fromstring(attached_to(pdf))


def attached_to(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return document.attachments["factur-x.xml"].get_file().read_bytes()
