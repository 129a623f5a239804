"""A link that lies somewhere opens a file: its token leaves no trace, and nobody else keeps its answer."""

import json
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute

from app.contexts import invoice_links
from app.factory import create_app
from app.settings import Settings
from models.access.project import Project
from models.values.instant import DAY, Instant
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database
from tests.app.conftest import AddSession, LogLines
from tests.factories import NOW, make_customer, make_invoice, make_line, save

pytestmark = pytest.mark.one_database

ID = "in_1_1"
BROWSER = {"Accept": "text/html"}

# What a browser or a proxy may keep. The files are the same for everybody, and have a path for each version or a tag.
PRIVATE, FILES = {"no-store", "private, no-cache"}, {"/dashboard/static", "/graphiql/assets", "/openapi.json"}


@pytest.fixture
async def invoice(database: Database, project: Project) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, id=ID)
    await save(database, customer, invoice, make_line(invoice))


def path_of(settings: Settings, project: Project, made: int = NOW) -> str:
    address = InvoiceAddress(project.id, True, ID)
    return invoice_links(settings).url(address, Instant(made)).removeprefix(settings.base_url)


@pytest.mark.usefixtures("invoice")
async def test_a_token_is_in_no_log_line_no_measure_no_page_and_no_referrer(
    client: httpx.AsyncClient, settings: Settings, project: Project, log_lines: LogLines
) -> None:
    good, old = path_of(settings, project), path_of(settings, project, NOW - 31 * DAY)
    tokens = [path.partition("token=")[2] for path in (good, old)]
    first = await client.get(good)

    answers = [
        first,
        await client.get(good, headers={"If-None-Match": first.headers["etag"]}),
        await client.get(good, headers={"Range": "bytes=0-9"}),
        await client.get(good, headers={"Range": "bytes=9999999-"}),
        await client.head(good),
        await client.post(good),
        await client.get(good.replace(ID, "in_2"), headers=BROWSER),
        await client.get(good.replace(".pdf", ".xml")),
        await client.get(f"{good}x", headers=BROWSER),
        await client.get(old, headers=BROWSER),
        await client.get(old),
        await client.get(f"/nowhere{good}", headers=BROWSER),
        await client.get(f"/graphql{good.partition('.pdf')[2]}"),
    ]
    measured = (await client.get("/metrics")).text

    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 304, 206, 416, 200, 405, 403, 404, 403, 403, 403, 404, 401]
    told = json.dumps(log_lines()) + measured + "".join(answer.text for answer in answers)
    assert not [token for token in tokens if token in told]
    assert {answer.headers["referrer-policy"] for answer in answers} == {"no-referrer"}
    assert {answer.headers["cache-control"] for answer in answers} <= PRIVATE


def list_routes() -> list[str]:
    """A path for each route of the application, with something in place of its parameters."""
    routes: list[BaseRoute] = create_app(Settings()).routes
    paths = [str(getattr(route, "path", "")).replace(":path", "") for route in routes]
    values = {"invoice_id": ID, "customer_id": "cus_1", "subscription_id": "sub_1", "payment_id": "pi_1"}
    values |= {"object_id": "sub_1", "path": "x"}
    return sorted({path.format(**values) for path in paths})


async def answers_of(client: httpx.AsyncClient, headers: dict[str, Any]) -> list[httpx.Response]:
    asked = [("GET", path) for path in list_routes()] + [("POST", path) for path in list_routes()]
    return [
        await client.request(method, path, headers={**headers, **accept})
        for method, path in asked
        if path not in FILES
        for accept in ({}, BROWSER)
    ]


@pytest.mark.usefixtures("invoice")
async def test_no_route_lets_others_keep_its_answer(client: httpx.AsyncClient, add_session: AddSession) -> None:
    answers = [*await answers_of(client, {}), *await answers_of(client, await add_session())]

    kept = {
        (answer.request.method, answer.request.url.path, answer.headers.get("cache-control"))
        for answer in answers
        if answer.headers.get("cache-control") not in PRIVATE
    }
    assert {answer.status_code for answer in answers} >= {200, 303, 401, 403, 404, 405}
    assert kept == set()
