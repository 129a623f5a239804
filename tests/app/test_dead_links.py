"""A customer whose link is dead gets a page that says what to do; programs get JSON."""

import httpx
import pytest

from app.contexts import invoice_links
from app.settings import Settings
from models.access.project import Project
from models.values.instant import DAY, Instant
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database
from tests.factories import NOW, make_customer, make_invoice, make_line, save

pytestmark = pytest.mark.one_database

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PATH = "/invoices/in_1_1.pdf"


@pytest.fixture
async def invoice(database: Database, project: Project) -> str:
    customer = make_customer(name="Jörg Weiß", locale="de-DE")
    issued = make_invoice(customer, seller={"name": "Möbel <Nord>", "email": "hallo@nord.example"})
    await save(database, customer, issued, make_line(issued))
    return issued.id


def token(settings: Settings, invoice: str, now: int = NOW, project: str = "prj_1") -> str:
    address = InvoiceAddress(project, True, invoice)
    return invoice_links(settings).url(address, Instant(now)).partition("token=")[2]


async def open_in_browser(
    client: httpx.AsyncClient, path: str, given: str | None, languages: str = "fr-CA;q=0.8, xx, es;q=0.5"
) -> httpx.Response:
    params = {} if given is None else {"token": given}
    return await client.get(path, params=params, headers=BROWSER | {"Accept-Language": languages})


async def test_an_expired_link_says_who_sends_a_new_one_in_the_invoices_language(
    client: httpx.AsyncClient, settings: Settings, invoice: str
) -> None:
    page = await open_in_browser(client, PATH, token(settings, invoice, NOW - 31 * DAY))

    assert (page.status_code, page.headers["content-language"]) == (403, "de")
    assert "Dieser Link ist abgelaufen" in page.text
    assert "Möbel &lt;Nord&gt;" in page.text
    assert 'href="mailto:hallo@nord.example"' in page.text


async def test_a_forged_link_learns_nothing_whatever_it_names(
    client: httpx.AsyncClient, settings: Settings, invoice: str
) -> None:
    expired = token(settings, invoice, NOW - 31 * DAY)

    pages = [
        await open_in_browser(client, PATH, expired[:-3] + "AAA"),
        await open_in_browser(client, "/invoices/in_none.pdf", expired[:-3] + "AAA"),
        await open_in_browser(client, PATH, token(settings, "in_other")),
        await open_in_browser(client, PATH, token(settings, "in_other", NOW - 31 * DAY)),
        await open_in_browser(client, "/invoices/in_none.pdf", token(settings, "in_none", NOW - 31 * DAY)),
        await open_in_browser(client, PATH, token(settings, invoice, NOW - 31 * DAY, project="prj_2")),
    ]

    assert {(page.status_code, page.headers["content-language"]) for page in pages} == {(403, "fr")}
    assert len({page.content for page in pages}) == 1
    assert "Ce lien ne fonctionne pas" in pages[0].text


@pytest.mark.parametrize(
    ("languages", "language", "direction"), [("ar, en;q=0.1", "ar", "rtl"), ("pl", "en", "ltr"), ("", "en", "ltr")]
)
async def test_the_page_is_in_a_language_of_the_browser(
    client: httpx.AsyncClient, settings: Settings, project: Project, languages: str, language: str, direction: str
) -> None:
    missing = await open_in_browser(client, "/invoices/in_none.pdf", token(settings, "in_none"), languages)
    cut_off = await open_in_browser(client, "/invoices/in_none.pdf", None, languages)

    assert (missing.status_code, cut_off.status_code) == (404, 401)
    assert cut_off.headers["www-authenticate"] == "Bearer"
    for page in (missing, cut_off):
        assert f'<html lang="{language}" dir="{direction}">' in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html", "application/pdf"])
async def test_programs_get_json(client: httpx.AsyncClient, settings: Settings, invoice: str, accept: str) -> None:
    expired = await client.get(
        PATH, params={"token": token(settings, invoice, NOW - 31 * DAY)}, headers={"Accept": accept}
    )

    assert expired.status_code == 403
    assert expired.json()["errors"][0]["message"] == "The link has expired."


async def test_a_live_link_opens_the_invoice_in_a_browser(
    client: httpx.AsyncClient, settings: Settings, invoice: str
) -> None:
    opened = await open_in_browser(client, PATH, token(settings, invoice))

    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
