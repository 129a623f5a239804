"""Erasing a customer on the pages: an admin is asked, types the id, and sees what is left."""

import json
from typing import Any

import httpx
import pytest
from dirty_equals import IsPartialDict
from sqlalchemy import distinct, func, select

from app.upkeep.erasures import finish_erasures
from models.access.viewer import Role
from models.billing.subscription import SubscriptionStatus
from models.tables import METADATA
from models.values.instant import parse_rfc3339
from pdf.store.folder_store import FolderStore
from storage.database import Database
from tests.app.conftest import AddKey, LogLines, add_key, log_lines
from tests.dashboard.conftest import Operator, SignIn
from tests.dashboard.reading import Page
from tests.factories import NOW, make_customer, make_invoice, make_subscription, save
from tests.resolvers.erasure.erased_customers import SECRET, make_everything, tables_with
from tests.verification import assert_verified

__all__ = ["add_key", "log_lines"]

PAGE, ERASE = "/dashboard/customers/cus_1", "/dashboard/customers/cus_1/erase"
NOTICE = "//p[@class='notice warn'][@role='status']"
FORM = "//form[@class='question']"


@pytest.fixture(autouse=True)
async def customer(database: Database, project: Any) -> None:
    await save(database, make_everything(1))


@pytest.fixture
async def admin(sign_in: SignIn) -> Operator:
    return await sign_in(role=Role.ADMIN, email="head@post.example")


async def erase(admin: Operator) -> Page:
    asked = await admin.open(ERASE)
    return await admin.send(ERASE, asked.fields(FORM) | {"confirmed": " cus_1 "})


async def count_secrets(database: Database) -> dict[str, int]:
    async with database.engine.connect() as connection:
        return await tables_with(connection, SECRET)


async def test_the_consequence_is_shown_first(admin: Operator) -> None:
    page = await admin.open(PAGE)
    asked = await admin.open(page.link("Erase this customer") or "")

    terms = dict(zip(asked.texts(f"{FORM}//dt"), asked.texts(f"{FORM}//dd"), strict=True))
    assert terms == IsPartialDict({
        "Customer": f"{SECRET} 1",
        "Goes for good": "Name, e-mail, phone, address, metadata and notes, and whatever finds the customer by them; "
        "1 subscription, 2 payment methods, 1 tax number, 1 pending item and 1 record of a change",
        "Stays": "Numbers, dates and amounts of 2 invoices, 1 credit note, 1 payment, 1 refund and 1 dispute, "
        "until 1 Jan 2037",
        "PDFs kept": "Those of 2 issued invoices and credit notes; 1 is made first",
    })  # fmt: skip


async def test_erased_by_the_typed_id_only_amounts_are_left(
    database: Database, admin: Operator, operator: Operator, log_lines: LogLines
) -> None:
    page = await erase(admin)

    assert (page.status, page.text("//h1")) == (200, "cus_1")
    told = page.text(NOTICE)
    assert told == (
        "This customer was erased on 22 Nov 2026 by head@post.example. "
        "Only numbers, dates and amounts are left, and the PDFs of issued invoices, until 1 Jan 2037."
    )
    assert page.link("Erase this customer") is None
    assert len(page.rows("payments")) == len(page.rows("invoices")) == 1
    assert page.rows("methods") == []
    assert "by head" not in (await operator.open(PAGE)).text(NOTICE)
    assert await count_secrets(database) == {}
    assert SECRET.lower() not in json.dumps(log_lines()).lower()
    await assert_verified(database)


async def test_every_page_of_what_is_left_can_be_opened(admin: Operator) -> None:
    await erase(admin)

    paths = ("/customers", "/customers/cus_1", "/customers/cus_1/readers", "/invoices/in_1_1", "/payments/pi_1_1")
    pages = [await admin.open(f"/dashboard{path}") for path in paths]
    pdf = await admin.get("/invoices/in_1_1.pdf")
    xml = await admin.get("/invoices/in_1_1.xml")

    assert [page.status for page in pages] == [200] * len(paths)
    assert (pdf.status_code, pdf.headers["content-type"], xml.status_code) == (200, "application/pdf", 404)
    assert (await admin.open("/dashboard/subscriptions/sub_1_1")).status == 404
    assert (await admin.get(ERASE)).headers["location"] == PAGE


@pytest.mark.one_database
async def test_pdfs_that_take_longer_than_a_page_may_are_made_in_several_goes(
    database: Database, admin: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With the invoice that is kept and the credit note, more than are made at once.
    await save(database, *(make_invoice(make_customer(1), number) for number in range(3, 11)))
    before = await count_secrets(database)
    with monkeypatch.context() as in_a_hurry:
        in_a_hurry.setattr("app.http.erasing_callers._KEEPING", 0)
        first = await erase(admin)
        kept = await count_kept(database)
        again = await erase(admin)
        left = await count_secrets(database)

    page = await erase(admin)

    told = "More PDFs must be made than fit into one go. Those made so far are kept: confirm again to go on."
    assert [(each.status, each.text("//p[@id='problem']")) for each in (first, again)] == [(422, told)] * 2
    assert (left, kept) == (before, 9)
    assert await count_kept(database) == 10
    assert (page.status, page.text("//h1")) == (200, "cus_1")
    assert await count_secrets(database) == {}


async def count_kept(database: Database) -> int:
    """How many invoices and credit notes have a PDF that is kept."""
    async with database.engine.connect() as connection:
        found = [
            (await connection.execute(select(func.count(distinct(METADATA.tables[name].c[key]))))).scalar_one()
            for name, key in (("kept_document", "invoice_id"), ("credit_note_pdf", "credit_note_id"))
        ]
    return sum(found)


@pytest.mark.parametrize("typed", ["", "cus_2", "CUS_1"])
async def test_another_id_erases_nothing(database: Database, admin: Operator, typed: str) -> None:
    before = await count_secrets(database)
    asked = await admin.open(ERASE)

    refused = await admin.send(ERASE, asked.fields(FORM) | {"confirmed": typed})

    assert (refused.status, refused.text("//p[@id='problem']")) == (422, "That is not this customer’s ID.")
    assert await count_secrets(database) == before


async def test_who_has_a_running_subscription_can_not_be_erased(database: Database, admin: Operator) -> None:
    asked = await admin.open(ERASE)
    await save(database, make_subscription(make_customer(1), 2, status=SubscriptionStatus.TRIALING))
    before = await count_secrets(database)

    refused = await admin.send(ERASE, asked.fields(FORM) | {"confirmed": "cus_1"})

    assert refused.status == 422
    assert refused.text("//p[@role='alert']") == (
        "A subscription has not ended: whoever is charged can’t be erased. Cancel first."
    )
    assert refused.texts("//button[text()='Erase for good']") == []
    assert await count_secrets(database) == before


async def test_a_form_from_elsewhere_erases_nothing(database: Database, admin: Operator) -> None:
    before = await count_secrets(database)

    forged = await admin.post(ERASE, {"confirmed": "cus_1"})

    assert forged.status_code == 403
    assert await count_secrets(database) == before


async def test_the_service_answers_for_an_erased_customer_as_for_a_deleted_one(
    client: httpx.AsyncClient, database: Database, admin: Operator, add_session: Any
) -> None:
    await erase(admin)

    query = """{ customer(id: "cus_1") {
      id name email phone description address { line1 } metadata { key } taxIds { value } deletedAt
      totals { received { amountMinor } } invoices { nodes { number pdfSha256 eInvoice { gap } } }
      subscriptions { totalCount } paymentMethods { nodes { id } } activity { nodes { __typename } }
    } customers(search: "Quellwurz") { totalCount } }"""
    answer = (await client.post("/graphql", json={"query": query}, headers=await add_session() | CSRF)).json()

    assert "errors" not in answer, answer
    found = answer["data"]["customer"]
    assert found == IsPartialDict({
        "id": "cus_1", "name": None, "email": None, "phone": None, "description": None, "address": None,
        "metadata": [], "taxIds": [], "deletedAt": "2026-11-22T12:00:00Z", "subscriptions": {"totalCount": 0},
        "paymentMethods": {"nodes": []},
    })  # fmt: skip
    assert found["totals"][0]["received"]["amountMinor"] > 0
    assert found["invoices"]["nodes"][0]["eInvoice"] == {"gap": "ERASED"}
    assert answer["data"]["customers"]["totalCount"] == 0


CSRF = {"X-Requested-With": "test", "Sec-Fetch-Site": "same-origin"}


async def test_after_the_term_the_page_says_that_the_customer_was_erased(
    database: Database, admin: Operator, pdf_store: Any
) -> None:
    await erase(admin)
    for now in (NOW, parse_rfc3339("2037-01-01T00:00:00Z")):
        await finish_erasures(database, FolderStore(pdf_store), now)

    gone = await admin.open(PAGE)

    assert (gone.status, gone.text("//h1")) == (410, "Customer erased")
    assert "was erased on 22 Nov 2026 by head@post.example. Nothing is left." in gone.text("//main")
    assert list(pdf_store.glob("??/*.pdf")) == []


async def test_an_erased_customer_gets_no_token(client: httpx.AsyncClient, admin: Operator, add_key: AddKey) -> None:
    await erase(admin)
    key = await add_key(role=Role.OPERATOR)

    mutation = 'mutation { createCustomerToken(input: {customerId: "cus_1"}) { token userErrors { code } } }'
    headers = {"Authorization": f"Bearer {key.secret}"}
    answer = await client.post("/graphql", json={"query": mutation}, headers=headers)

    assert answer.json()["data"]["createCustomerToken"] == {
        "token": None,
        "userErrors": [{"code": "CUSTOMER_NOT_FOUND"}],
    }
