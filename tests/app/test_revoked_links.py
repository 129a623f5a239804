"""A link that was revoked opens nothing, at once and in every process; all others open what they opened."""

import asyncio
import json
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.contexts import invoice_links
from app.settings import Settings
from models.access.project import Project
from models.access.revoked_link import RevokedLink
from models.values.instant import DAY, SECOND, Instant
from resolvers.signing.invoice_links import InvoiceAddress
from resolvers.signing.signatures import signer
from storage.database import Database
from tests.app.conftest import LogLines, Run
from tests.factories import NOW, make_credit_note, make_customer, make_invoice, make_line, save

PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
async def papers(database: Database, project: Project) -> None:
    """Two invoices and a credit note of `cus_1`, an invoice of `cus_2`."""
    ada, bo = make_customer(1), make_customer(2)
    invoices = [make_invoice(ada, 1), make_invoice(ada, 2), make_invoice(bo, 1)]
    note = make_credit_note(invoices[0], id="cn_1")
    await save(database, [ada, bo], invoices, [make_line(invoice) for invoice in invoices], note)


@pytest.fixture
def link(settings: Settings) -> Any:
    """`link("in_1_1", NOW)`: the path of a link that was made then."""

    def make(paper_id: str, made: int = NOW, folder: str = "invoices", ending: str = "pdf") -> str:
        address = InvoiceAddress("prj_1", True, paper_id)
        url = invoice_links(settings).url(address, Instant(made), ending, folder)
        return url.removeprefix(settings.base_url)

    return make


@pytest.fixture
def revoke(run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`await revoke("--invoice", "in_1_1")`: the command, at NOW."""
    monkeypatch.setattr("models.values.instant.system_clock", lambda: NOW)

    async def revoke(*words: str, succeeds: bool = True) -> str:
        answer = await asyncio.to_thread(run, "link", "revoke", *words)
        assert (answer.exit_code == 0) is succeeds, answer.output
        return answer.stderr

    return revoke


async def statuses(client: httpx.AsyncClient, *paths: str) -> list[int]:
    return [(await client.get(path)).status_code for path in paths]


async def test_one_link_is_revoked_by_its_token_or_by_its_url(
    client: httpx.AsyncClient, database: Database, link: Any, revoke: Any
) -> None:
    first, second, third = (link("in_1_1", NOW - age * SECOND) for age in (0, 1, 2))
    token = first.partition("token=")[2]
    before = await statuses(client, first)

    await revoke(token)
    await revoke(f"https://pay.example.com{second}&inline=1")

    xml = first.replace(".pdf", ".xml")
    assert before == [200]
    assert await statuses(client, first, second, third, xml) == [403, 403, 200, 403]
    async with database.sessions() as session:
        assert token not in repr([row.model_dump() for row in await session.exec(select(RevokedLink))])


async def test_a_link_of_an_earlier_release_has_one_spelling_so_that_its_revocation_holds(
    client: httpx.AsyncClient, revoke: Any, settings: Settings
) -> None:
    token = str(signer(invoice_links(settings).secret_key, "invoice-pdf").dumps(["prj_1", True, "in_1_1", NOW + DAY]))
    letters = f"{ascii_uppercase}{ascii_lowercase}{digits}-_"
    spellings = [f"/invoices/in_1_1.pdf?token={token[:-1]}{letter}" for letter in letters]
    opened = [status for status in await statuses(client, *spellings) if status == 200]

    await revoke(token)

    assert opened == [200]
    assert set(await statuses(client, *spellings)) == {403}


async def test_all_links_to_an_invoice_are_revoked_and_those_made_later_are_not(
    client: httpx.AsyncClient, link: Any, revoke: Any
) -> None:
    await revoke("--invoice", "in_1_1", "--project", "Northwind")

    gone = [link("in_1_1"), link("in_1_1", NOW - 29 * DAY)]
    good = [link("in_1_1", NOW + SECOND), link("in_1_2"), link("cn_1", folder="credit-notes")]
    assert await statuses(client, *gone, *good) == [403, 403, 200, 200, 200]


async def test_all_links_to_what_is_a_customers_are_revoked(client: httpx.AsyncClient, link: Any, revoke: Any) -> None:
    await revoke("--customer", "cus_1", "--project", "Northwind")

    gone = [link("in_1_1"), link("in_1_2"), link("cn_1", folder="credit-notes")]
    good = [link("in_1_1", NOW + SECOND), link("in_2_1")]
    assert await statuses(client, *gone, *good) == [403, 403, 403, 200, 200]


async def test_a_revoked_link_tells_nobody_what_it_opened(client: httpx.AsyncClient, link: Any, revoke: Any) -> None:
    await revoke("--invoice", "in_1_1", "--project", "Northwind")

    program = await client.get(link("in_1_1"))
    conditional = await client.get(link("in_1_1"), headers={"If-None-Match": "*"})
    reader = await client.get(link("in_1_1"), headers=PAGE)
    forged = await client.get("/invoices/in_1_1.pdf?token=" + "A" * 28, headers=PAGE)

    assert program.json()["errors"][0]["message"] == "The link was withdrawn."
    assert (conditional.status_code, reader.status_code) == (403, 403)
    assert reader.text == forged.text


async def test_to_ask_whether_a_link_is_revoked_takes_one_statement(
    client: httpx.AsyncClient, link: Any, revoke: Any, log_lines: LogLines
) -> None:
    await client.get(link("in_1_1"))
    before = [line["statements"] for line in log_lines() if line["event"] == "request"]
    await client.get(link("in_1_1"))
    await revoke("--customer", "cus_2", "--project", "Northwind")
    await client.get(link("in_1_1"))

    kept, with_revoked = [line["statements"] for line in log_lines() if line["event"] == "request"][1:]
    # Who the projects are, the stored versions, and what is revoked.
    assert (before[0] >= kept, kept, with_revoked) == (True, 3, 3)


async def test_revoking_again_extends_it_and_forgets_what_has_expired(
    client: httpx.AsyncClient, database: Database, link: Any, revoke: Any
) -> None:
    await save(database, RevokedLink(subject_hash="old", expires_until=NOW, revoked_at=Instant(NOW - 30 * DAY)))

    for _ in range(2):
        await revoke("--invoice", "in_1_1", "--project", "Northwind")

    async with database.sessions() as session:
        rows = (await session.exec(select(RevokedLink))).all()
    assert [(row.expires_until, row.revoked_at) for row in rows] == [(NOW + 30 * DAY, NOW)]


async def test_the_access_log_tells_who_revoked_which_links(link: Any, revoke: Any, run: Run) -> None:
    sent, forged = link("in_2_1"), f"/invoices/in_1_1.pdf?token={'A' * 28}"
    old = link("cn_1", NOW - 40 * DAY, folder="credit-notes")
    for url in (sent, old, forged):
        await revoke(f"https://pay.example.com{url}" if url.startswith("/") else url)
    await revoke("--invoice", "cn_1", "--project", "Northwind")
    await revoke("--customer", "cus_2", "--project", "Northwind")

    async def ask(*words: str) -> Any:
        answer = await asyncio.to_thread(run, "audit", "--project", "Northwind", *words)
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)["revocations"] if "--json" in words else answer.stdout

    by = {"at": "2026-11-22T12:00:00Z", "by": "calmony link revoke", "byId": "cli"}
    # Of one that is not ours nobody knows whose it is.
    assert sorted(await ask("--json"), key=lambda entry: (entry["links"], entry["customer"])) == [
        by | {"links": "of_customer", "customer": "cus_2", "paper": None},
        by | {"links": "of_paper", "customer": "cus_1", "paper": "cn_1"},
        by | {"links": "one", "customer": "cus_1", "paper": "cn_1"},
        by | {"links": "one", "customer": "cus_2", "paper": "in_2_1"},
    ]
    assert len(await ask("--json", "--customer", "cus_2")) == 2
    assert await ask("--json", "--test") == await ask("--json", "--operator", "ada@post.example") == []
    *_, head, one, other = (await ask("--customer", "cus_2")).splitlines()
    assert head.split() == ["REVOKED", "LINKS", "CUSTOMER", "PAPER", "BY"]
    assert sorted(line.split()[1:] for line in (one, other)) == [
        ["of_customer", "cus_2", "–", "calmony", "link", "revoke"],
        ["one", "cus_2", "in_2_1", "calmony", "link", "revoke"],
    ]


async def test_whose_a_token_without_its_url_is_is_found_among_all_and_told_as_well(
    link: Any, revoke: Any, run: Run, settings: Settings
) -> None:
    earlier = signer(invoice_links(settings).secret_key, "invoice-pdf").dumps(["prj_1", True, "in_1_2", NOW + DAY])
    links = (link("in_2_1"), link("cn_1", NOW - 40 * DAY, folder="credit-notes"))
    for token in (*(each.partition("token=")[2] for each in links), str(earlier), "A" * 28):
        await revoke(token)

    answer = await asyncio.to_thread(run, "audit", "--project", "Northwind", "--json")

    told = [(entry["customer"], entry["paper"], entry["links"]) for entry in json.loads(answer.stdout)["revocations"]]
    assert sorted(told) == [("cus_1", "cn_1", "one"), ("cus_1", "in_1_2", "one"), ("cus_2", "in_2_1", "one")]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "Say what to revoke: TOKEN, --invoice ID or --customer ID."),
        (("A" * 28, "--invoice", "in_1_1"), "Say what to revoke: TOKEN, --invoice ID or --customer ID."),
        (("--invoice", "in_1_1"), "Say whose it is: --project P."),
        (("nonsense",), "That is neither the token of a link nor its URL."),
        (("https://pay.example.com/invoices/in_1.pdf",), "That is neither the token of a link nor its URL."),
        (
            ("--invoice", "in_9", "--project", "Northwind"),
            "There is no invoice or credit note 'in_9' in live data of this project.",
        ),
        (
            ("--customer", "cus_1", "--project", "Northwind", "--test"),
            "There is no customer 'cus_1' in test data of this project.",
        ),
    ],
)
async def test_what_can_not_be_revoked_is_said(words: tuple[str, ...], problem: str, revoke: Any) -> None:
    assert await revoke(*words, succeeds=False) == f"Error: {problem}\n"
