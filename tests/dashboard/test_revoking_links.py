"""Revoking links to an invoice on the pages: admins alone, and from then on they open nothing."""

from typing import Any

import httpx
import pytest
from dirty_equals import IsStr
from sqlmodel import select

from app.contexts import invoice_links
from app.settings import Settings
from models.access.viewer import Role
from models.billing.invoice import InvoiceStatus
from models.billing.link_revocation import LinkRevocation, RevokedLinks
from models.values.instant import SECOND, Instant
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database
from tests.app.sellers import content_of
from tests.dashboard.conftest import Operator, SignIn
from tests.factories import NOW, make_customer, make_invoice, make_line, save

LINKS = "/dashboard/invoices/in_1_1/links"
FORM = "//form[@class='question']"


@pytest.fixture(autouse=True)
async def invoices(database: Database, project: Any) -> None:
    customer = make_customer(1)
    sent = [make_invoice(customer, number) for number in (1, 2)]
    draft = make_invoice(customer, 3, status=InvoiceStatus.DRAFT)
    await save(database, customer, sent, draft, [make_line(each) for each in sent])


@pytest.fixture
async def admin(sign_in: SignIn) -> Operator:
    return await sign_in(role=Role.ADMIN, email="head@post.example")


@pytest.fixture
def link(settings: Settings) -> Any:
    """`link("in_1_1", NOW)`: the path of a link that was made then."""

    def make(invoice_id: str, made: int) -> str:
        address = InvoiceAddress("prj_1", True, invoice_id)
        return invoice_links(settings).url(address, Instant(made)).removeprefix(settings.base_url)

    return make


@pytest.mark.parametrize("times", [1, 2])
async def test_links_made_so_far_open_nothing_from_then_on(
    client: httpx.AsyncClient, admin: Operator, link: Any, times: int
) -> None:
    page = await admin.open("/dashboard/invoices/in_1_1")
    asked = await admin.open(page.link("Revoke links to it") or "")
    sent, others, later = link("in_1_1", NOW), link("in_1_2", NOW), link("in_1_1", NOW + SECOND)
    before = (await client.get(sent)).status_code

    for _ in range(times):
        done = await admin.send(LINKS, asked.fields(FORM))

    assert asked.texts("//p[@class='notice good'][@role='status']") == []
    assert done.text("//p[@class='notice good'][@role='status']").startswith(
        "All links that were made until 22 Nov 2026"
    )
    assert before == 200
    assert [(await client.get(path)).status_code for path in (sent, others, later)] == [403, 200, 200]


async def test_it_is_recorded_who_did_it_and_whose_they_were(admin: Operator, database: Database) -> None:
    asked = await admin.open(LINKS)

    await admin.send(LINKS, asked.fields(FORM))

    async with database.sessions() as session:
        [entry] = await session.exec(select(LinkRevocation))
    assert entry.model_dump() == {
        "project_id": "prj_1",
        "live_mode": True,
        "id": IsStr(regex="revocation_.+"),
        "created_at": NOW,
        "links": RevokedLinks.OF_PAPER,
        "customer_id": "cus_1",
        "paper_id": "in_1_1",
        "actor": "head@post.example",
        "actor_id": "op_head@post.example",
    }


async def test_a_forced_request_of_somebody_else_revokes_and_records_nothing(
    operator: Operator, database: Database
) -> None:
    token = (await operator.open("/dashboard/customers")).fields("//form[@action='/dashboard/sign-out']")
    before = await content_of(database)

    answer = await operator.post(LINKS, token)

    assert answer.status_code == 403
    assert await content_of(database) == before


async def test_only_admins_are_offered_it(operator: Operator) -> None:
    page = await operator.open("/dashboard/invoices/in_1_1")

    assert page.link("Revoke links to it") is None
    assert (await operator.open(LINKS)).text("//h1") == "Only admins can revoke links"


async def test_a_draft_has_no_links(admin: Operator) -> None:
    page = await admin.open("/dashboard/invoices/in_1_3")

    assert page.link("Revoke links to it") is None
    assert (await admin.open("/dashboard/invoices/in_1_3/links")).status == 404
