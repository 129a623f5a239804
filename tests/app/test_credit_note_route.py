"""A credit note has a PDF of its own, which opens as an invoice's does and keeps its bytes."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from models.access.project import Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from pdf.einvoice.attach import read_attached
from storage.database import Database
from tests.app.conftest import AddKey, Run
from tests.app.sellers import bearer
from tests.factories import make_credit_note, make_credit_note_line, make_customer, make_invoice, make_line, save
from tests.pdf.einvoice.conftest import FindBroken, find_broken, rules_folder
from tests.pdf.reading import read_text

__all__ = ["find_broken", "rules_folder"]

QUERY = {"query": '{ customer(id: "cus_1") { creditNotes { nodes { id pdfUrl } } } }'}
AMOUNTS = {"subtotal": 10000, "discount": 1000, "tax": 1800, "total": 10800}


@pytest.fixture
async def credit_note(database: Database, project: Project) -> str:
    customer = make_customer(name="Ada Lovelace", address={"line1": "12 St James's Square", "country": "GB"})
    invoice = make_invoice(customer, 1, number="N-1", total=123_456)
    draft = make_invoice(customer, 2, status=InvoiceStatus.DRAFT, number=None)
    note = make_credit_note(invoice, 1, number="N-1-CN-01", memo="Returned beans", **AMOUNTS)
    of_draft = make_credit_note(draft, 1)
    line = make_credit_note_line(note, quantity=4, unit_amount=2500, amount=10000, discount=1000, tax=1800, tax_rate=20)
    await save(database, customer, [invoice, draft], make_line(invoice), [note, of_draft], line)
    return note.id


async def test_a_signed_link_opens_what_corrects_an_invoice(
    client: httpx.AsyncClient, credit_note: str, add_key: AddKey
) -> None:
    key = bearer((await add_key()).secret)
    notes = (await client.post("/graphql", json=QUERY, headers=key)).json()["data"]["customer"]["creditNotes"]
    urls = {note["id"]: note["pdfUrl"] for note in notes["nodes"]}

    opened = await client.get(urls[credit_note])

    assert opened.status_code == 200
    assert 'filename="credit-note-N-1-CN-01.pdf"' in opened.headers["content-disposition"]
    text = read_text(opened.content).replace("−", "-")
    shown = ["Credit note", "N-1-CN-01", "Corrects", "N-1", "Ada Lovelace", "Credit of £108.00", "Returned beans"]
    shown += ["Beans", "-£25.00", "-£100.00", "£10.00", "20% on -£90.00", "-£18.00", "-£108.00"]
    assert [each for each in shown if each not in text] == []
    assert [word for word in ("Open", "Amount due", "Paid") if word in text] == []


async def test_its_bytes_stay_whatever_becomes_of_its_customer(
    client: httpx.AsyncClient, credit_note: str, add_key: AddKey, database: Database
) -> None:
    key = bearer((await add_key()).secret)
    path = f"/credit-notes/{credit_note}.pdf"

    first = await client.get(path, headers=key)
    async with database.engine.begin() as connection:
        await connection.execute(update(Customer).values(name="Renamed", phone="+44 1"))
        await connection.execute(update(Project).values(footer="Another"))
    again = await client.get(path, headers=key)
    known = await client.get(path, headers=key | {"If-None-Match": first.headers["etag"]})
    head = await client.head(path, headers=key)

    assert first.status_code == 200
    assert again.content == first.content
    assert (known.status_code, known.content) == (304, b"")
    assert head.headers["content-length"] == str(len(first.content))


async def test_strangers_and_what_is_no_credit_note_learn_nothing(
    client: httpx.AsyncClient, credit_note: str, add_key: AddKey
) -> None:
    own = bearer((await add_key()).secret)
    other_mode = bearer((await add_key(live_mode=False)).secret)
    path = f"/credit-notes/{credit_note}.pdf"

    unknown = await client.get("/credit-notes/cn_none.pdf", headers=own)
    foreign = await client.get(path, headers=other_mode)
    of_draft = await client.get("/credit-notes/cn_1_2_1.pdf", headers=own)
    an_invoice = await client.get("/credit-notes/in_1_1.pdf", headers=own)
    forged = await client.get(f"{path}?token=forged")

    assert {answer.status_code for answer in (unknown, foreign, of_draft, an_invoice)} == {404}
    assert {answer.content for answer in (unknown, foreign, of_draft, an_invoice)} == {unknown.content}
    assert (await client.get(path)).status_code == 401
    assert forged.status_code == 403


def test_a_command_writes_it(credit_note: str, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "note.pdf"

    outcome = run("pdf", credit_note, "--project", "Northwind", "-o", str(output))

    assert outcome.exit_code == 0, outcome.stderr
    assert "Credit note" in read_text(output.read_bytes())


async def test_its_e_invoice_keeps_the_official_rules_and_names_the_invoice(
    client: httpx.AsyncClient, credit_note: str, add_key: AddKey, database: Database, find_broken: FindBroken
) -> None:
    key = bearer((await add_key()).secret)
    numbers = [{"type": "gb_vat", "value": "GB123456789"}]
    seller = {"name": "Northwind", "address": {"line1": "1 Quay", "country": "GB"}, "tax_ids": numbers}
    async with database.engine.begin() as connection:
        await connection.execute(update(Invoice).values(seller=seller))

    alone = await client.get(f"/credit-notes/{credit_note}.xml", headers=key)
    pdf = await client.get(f"/credit-notes/{credit_note}.pdf", headers=key)

    assert alone.status_code == 200
    assert 'filename="credit-note-N-1-CN-01.xml"' in alone.headers["content-disposition"]
    assert read_attached(pdf.content) == alone.content
    assert find_broken(alone.content) == []
    assert "<ram:TypeCode>381</ram:TypeCode>" in alone.text
    assert "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>N-1<" in alone.text
    assert "<ram:GrandTotalAmount>108.00<" in alone.text
    assert "<ram:DuePayableAmount>0.00<" in alone.text


async def test_without_an_e_invoice_there_is_no_xml(
    client: httpx.AsyncClient, credit_note: str, add_key: AddKey
) -> None:
    key = bearer((await add_key()).secret)

    answer = await client.get(f"/credit-notes/{credit_note}.xml", headers=key)

    assert answer.status_code == 404
