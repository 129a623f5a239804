"""Pages of other origins that ask the service: Chromium lets those of a listed origin read the answers, no others."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from dirty_equals import IsStr
from playwright.async_api import Browser, Page

from models.access.api_key import new_api_key
from models.access.viewer import Role
from tests.dashboard.browser.empty_pages import serving_empty_pages
from tests.dashboard.browser.site import Site, serving
from tests.factories import NOW, make_customer, make_invoice, make_line, make_project, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUESTS_A_SECOND = 5
# What Apollo Client, Sentry and OpenTelemetry add to a request.
ADDED = {
    "apollographql-client-name": "shop",
    "apollographql-client-version": "1.4.2",
    "apollo-require-preflight": "true",
    "sentry-trace": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
    "baggage": "sentry-environment=production,sentry-release=1.4.2",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
}
GET: dict[str, Any] = {"path": '/graphql?query={customer(id:"cus_1"){name}}'}
POST = {"path": "/graphql", "method": "POST", "body": r'{"query": "{ customer(id: \"cus_1\") { name } }"}'}
JSON = {"content-type": "application/json"}
ANSWER = '{"data":{"customer":{"name":"Customer 1"}}}'
# A script can read these headers of an answer, and no others.
SHOWN = {
    "cache-control": "no-store",
    "content-length": IsStr(regex=r"\d+"),
    "content-type": "application/json; charset=utf-8",
    "x-request-id": "shop-1",
}
RATES = {
    "ratelimit": IsStr(regex=r'"requests";r=\d;t=1, "cost";r=\d+;t=[01]'),
    "ratelimit-policy": f'"requests";q={REQUESTS_A_SECOND};w=1, "cost";q=100000;w=1;qu="cost-points"',
}
NOTHING = {"error": "TypeError"}

# A window of ours opened by that page, once it has loaded: how many frames that page sees in it, which no policy of the
# same origin hides, and whether it has the window at all.
_OPEN = """async (url) => {
  const opened = open(url);
  for (let wait = 0; wait < 100 && !opened.closed && !opened.length; wait++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return [opened.length, opened.closed];
}"""

_FETCH = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return {status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers)};
  } catch (error) {
    return {error: error.name};
  }
}"""


@pytest.fixture(scope="module")
def shop(chromium: str) -> Iterator[str]:
    """The origin that the settings list."""
    with serving_empty_pages() as origin:
        yield origin


@pytest.fixture(scope="module")
def stranger(chromium: str) -> Iterator[str]:
    """An origin that they don't list."""
    with serving_empty_pages() as origin:
        yield origin


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def open_site(shop: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    values = {"cors_origins": (shop,), "rate_requests": REQUESTS_A_SECOND}
    async with serving(tmp_path_factory.mktemp("open"), **values) as site:
        await save(site.database, make_project(), make_customer())
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def headers(open_site: Site) -> dict[str, str]:
    """What a page sends, with a key of this test's own."""
    key = new_api_key("prj_1", live_mode=True, role=Role.VIEWER, name="Shop", now=NOW)
    await save(open_site.database, key.row)
    return {**ADDED, "authorization": f"Bearer {key.secret}", "x-request-id": "shop-1"}


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, open_site: Site) -> AsyncIterator[Page]:
    """In a window whose operator is signed in to the service."""
    async with await browser.new_context() as context:
        await context.add_cookies([await open_site.sign_in()])
        yield await context.new_page()


async def fetch(page: Page, site: Site, path: str, **options: Any) -> dict[str, Any]:
    """What the page's script gets: the whole answer that it can read, or the error."""
    answer: dict[str, Any] = await page.evaluate(_FETCH, [site.url + path, options])
    return answer


async def test_a_page_of_a_listed_origin_reads_its_answer_and_where_it_stands(
    page: Page, open_site: Site, headers: dict[str, str], shop: str
) -> None:
    await page.goto(shop)

    answer = await fetch(page, open_site, **POST, headers=headers | JSON)

    assert answer == {"status": 200, "body": ANSWER, "headers": SHOWN | RATES}


async def test_it_reads_the_tag_of_an_answer_and_asks_with_it(
    page: Page, open_site: Site, headers: dict[str, str], shop: str
) -> None:
    await page.goto(shop)

    first = await fetch(page, open_site, **GET, headers=headers)
    tag = {"etag": IsStr(regex='"[^"]+"'), "cache-control": "private, no-cache"}
    assert first == {"status": 200, "body": ANSWER, "headers": SHOWN | RATES | tag}

    known = {"if-none-match": first["headers"]["etag"]}
    again = await fetch(page, open_site, **GET, headers=headers | known)
    assert (again["status"], again["body"]) == (304, "")
    assert again["headers"]["etag"] == first["headers"]["etag"]


async def test_it_reads_when_to_come_again(page: Page, open_site: Site, headers: dict[str, str], shop: str) -> None:
    await page.goto(shop)

    asked = (fetch(page, open_site, **POST, headers=headers | JSON) for _ in range(8 * REQUESTS_A_SECOND))
    answers = await asyncio.gather(*asked)

    refused = next(answer for answer in answers if answer["status"] == 429)
    assert refused["headers"] == SHOWN | {
        "ratelimit": '"requests";r=0;t=1',
        "ratelimit-policy": f'"requests";q={REQUESTS_A_SECOND};w=1',
        "retry-after": "1",
    }


@pytest.mark.parametrize("place", ["baggage", "path"])
async def test_it_reads_that_its_request_was_too_long(
    page: Page, open_site: Site, headers: dict[str, str], shop: str, place: str
) -> None:
    await page.goto(shop)
    long = "x" * 100_000

    if place == "baggage":
        answer = await fetch(page, open_site, **POST, headers=headers | JSON | {"baggage": long})
    else:
        # Without a header of its own Chromium doesn't ask first, which would be too long as well.
        answer = await fetch(page, open_site, f"/graphql?query={long}")

    told = {"baggage": (431, "headers are"), "path": (414, "URL is")}[place]
    assert (answer["status"], f"The request's {told[1]} too long." in answer["body"]) == (told[0], True)


async def test_it_can_neither_use_the_operators_cookie_nor_send_other_headers(
    page: Page, open_site: Site, headers: dict[str, str], shop: str
) -> None:
    await page.goto(shop)

    assert await fetch(page, open_site, **POST, headers=ADDED | JSON, credentials="include") == NOTHING
    assert (await fetch(page, open_site, **POST, headers=ADDED | JSON))["status"] == 401
    assert await fetch(page, open_site, **POST, headers=headers | JSON | {"x-tenant": "1"}) == NOTHING


async def test_a_page_of_any_other_origin_gets_nothing(
    page: Page, open_site: Site, headers: dict[str, str], stranger: str
) -> None:
    await page.goto(stranger)

    assert await fetch(page, open_site, **POST, headers=headers | JSON) == NOTHING
    assert await fetch(page, open_site, **GET, headers=headers) == NOTHING
    # Chromium sends these without asking first.
    assert await fetch(page, open_site, **GET) == NOTHING
    assert await fetch(page, open_site, **GET, credentials="include") == NOTHING
    opaque = await fetch(page, open_site, **GET, mode="no-cors", credentials="include")
    assert opaque == {"status": 0, "body": "", "headers": {}}


async def test_a_page_that_opens_one_of_ours_does_not_learn_what_is_on_it(
    page: Page, open_site: Site, stranger: str
) -> None:
    invoice = make_invoice(make_customer(), 1)
    await save(open_site.database, invoice, make_line(invoice))
    await page.goto(stranger)

    async with page.expect_popup() as popup:
        seen = await page.evaluate(_OPEN, f"{open_site.url}/dashboard/find?search={invoice.id}")

    assert await (await popup.value).locator("iframe").count() == 1
    assert seen == [0, True]
