"""Invoices over HTTP: the same bytes for everybody and for ever, whole, in part, or not again."""

import asyncio
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.settings import Settings
from storage.database import Database
from tests.app.conftest import LogLines
from tests.app.sellers import Bearer, Sellers, bearer
from tests.factories import NOW, make_customer, make_invoice, make_line, save

ROOT = Path(__file__).parents[2]
URL = "/invoices/in_1_1.pdf"
SHA256 = '{ invoice(id: "in_1_1") { pdfSha256 } }'


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A service started for this, that lets everybody ask as often and prints as long as need be."""
    settings = settings.model_copy(update={"rate_requests": 0, "pdf_time_limit": 300})
    async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=100) as client:
            yield client


@pytest.fixture
def key(sellers: Sellers) -> Bearer:
    return bearer(sellers.viewer.secret)


async def sha256_in_graphql(client: httpx.AsyncClient, key: Bearer) -> Any:
    answer = await client.post("/graphql", json={"query": SHA256}, headers=key)
    return answer.json()["data"]["invoice"]["pdfSha256"]


def outline(answer: httpx.Response) -> dict[str, Any]:
    """The status and what the answer says of its bytes."""
    names = ("content-length", "content-range", "etag", "accept-ranges", "cache-control", "content-type")
    return {"status": answer.status_code} | {name: answer.headers.get(name) for name in names}


async def test_what_a_client_has_is_not_sent_again_and_parts_are_sent_alone(
    client: httpx.AsyncClient, key: Bearer
) -> None:
    before = await sha256_in_graphql(client, key)
    whole = await client.get(URL, headers=key)
    pdf, size = whole.content, len(whole.content)
    etag = f'"{hashlib.sha256(pdf).hexdigest()}"'

    async def ask(method: str = "GET", **headers: str) -> httpx.Response:
        return await client.request(method, URL, headers=key | {n.replace("_", "-"): v for n, v in headers.items()})

    lasting = {"etag": etag, "accept-ranges": "bytes", "cache-control": "private, no-cache"}
    full = {"content-length": str(size), "content-range": None, "content-type": "application/pdf", **lasting}
    assert outline(whole) == {"status": 200, **full}
    assert (before, f'"{await sha256_in_graphql(client, key)}"') == (None, etag)

    head = await ask("HEAD", range="bytes=0-9")
    assert (outline(head), head.content) == ({"status": 200, **full}, b"")

    for tags in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        for method in ("GET", "HEAD"):
            known = await ask(method, if_none_match=tags, range="bytes=0-9")
            nothing = {"content-length": None, "content-range": None, "content-type": None}
            assert (outline(known), known.content) == ({"status": 304, **nothing, **lasting}, b"")
    assert (await ask(if_none_match='"x"')).content == pdf

    for asked, start, stop in (("0-9", 0, 10), (f"{size - 5}-", size - 5, size), ("-5", size - 5, size)):
        part = await ask(range=f"bytes={asked}", if_range=etag)
        said = {"content-length": str(stop - start), "content-range": f"bytes {start}-{stop - 1}/{size}"}
        assert (outline(part), part.content) == ({"status": 206, **full, **said}, pdf[start:stop])
    for headers in ({"range": "bytes=0-1,4-5"}, {"range": "bytes=9-1"}, {"range": "bytes=0-1", "if_range": '"x"'}):
        assert (await ask(**headers)).content == pdf

    for query, kind in (("?inline=1", "inline"), ("?inline=0", "attachment"), ("", "attachment")):
        shown = await client.head(URL + query, headers=key)
        assert shown.headers["content-disposition"].startswith(f'{kind}; filename="invoice-CUS_1-0001.pdf"')

    beyond = await ask(range=f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"], beyond.content) == (416, f"bytes */{size}", b"")


async def test_who_may_not_read_it_learns_nothing_by_any_header(
    client: httpx.AsyncClient, sellers: Sellers, key: Bearer
) -> None:
    etag = (await client.get(URL, headers=key)).headers["etag"]
    other_mode, other_project = bearer(sellers.other_mode.secret), bearer(sellers.other_project.secret)
    asked = [
        {},
        {"If-None-Match": etag},
        {"If-None-Match": "*"},
        {"Range": "bytes=0-9"},
        {"Range": "bytes=0-9", "If-Range": etag},
        {"Range": "bytes=999999999-"},
    ]

    for stranger, status in ((other_mode, 404), (other_project, 404), ({}, 401)):
        for method in ("GET", "HEAD"):
            unknown = await client.request(method, "/invoices/in_9_9.pdf", headers=stranger)
            answers = [await client.request(method, URL, headers=stranger | headers) for headers in asked]
            assert {answer.status_code for answer in answers} == {status} == {unknown.status_code}
            assert {answer.content for answer in answers} == {unknown.content}
            assert not [answer for answer in answers if "etag" in answer.headers]


@pytest.mark.one_database
async def test_the_bytes_are_the_same_in_every_process_and_after_every_loss(
    settings: Settings, key: Bearer, pdf_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_DATABASE_URL", settings.database_url)

    def print_in_another_process() -> bytes:
        file = tmp_path / "out.pdf"
        command = [sys.executable, "-m", "app", "pdf", "in_1_1", "--project", "prj_1", "-o", str(file)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return file.read_bytes()

    async with serving(settings) as client:
        first = (await client.get(URL, headers=key)).content
        [file] = await asyncio.to_thread(lambda: list(pdf_store.rglob("*.pdf")))
    by_command = await asyncio.to_thread(print_in_another_process)
    await asyncio.to_thread(shutil.rmtree, pdf_store)
    made_again = await asyncio.to_thread(print_in_another_process)
    async with serving(settings) as client:
        restarted = (await client.get(URL, headers=key)).content
        await asyncio.to_thread(file.write_bytes, first[:-1])
        mended = (await client.get(URL, headers=key)).content
        await asyncio.to_thread(shutil.rmtree, pdf_store)
        emptied = (await client.get(URL, headers=key)).content
        told = await sha256_in_graphql(client, key)

    assert {first, by_command, made_again, restarted, mended, emptied} == {first}
    assert hashlib.sha256(first).hexdigest() == told
    assert await asyncio.to_thread(file.read_bytes) == first


@pytest.mark.one_database
async def test_64_invoices_at_once_are_each_what_they_are_alone(
    settings: Settings, database: Database, key: Bearer, tmp_path: Path
) -> None:
    customer = make_customer(5)
    invoices = [make_invoice(customer, nth, total=nth) for nth in range(64)]
    await save(database, customer, invoices, [make_line(invoice) for invoice in invoices])

    async def fetch(client: httpx.AsyncClient, number: int) -> bytes:
        return (await client.get(f"/invoices/{invoices[number].id}.pdf", headers=key)).content

    async with serving(settings) as client:
        at_once = await asyncio.gather(*(fetch(client, number) for number in range(64)))
        kept = [await fetch(client, number) for number in range(64)]
    async with serving(settings.model_copy(update={"pdf_store": tmp_path / "elsewhere"})) as client:
        alone = [await fetch(client, number) for number in range(0, 64, 8)]

    assert len(set(at_once)) == 64
    assert kept == at_once
    assert alone == at_once[::8]


async def test_1000_who_open_a_new_invoice_at_once_wait_for_one_render(settings: Settings, key: Bearer) -> None:
    async with serving(settings) as client:
        answers = await asyncio.gather(*(client.get(URL, headers=key) for _ in range(1000)))
        metrics = (await client.get("/metrics")).text

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert 'calmony_render_duration_seconds_count{outcome="ok"} 1.0' in metrics
    assert 'calmony_documents_total{outcome="kept"} 1.0' in metrics


def render_processes() -> list[int]:
    """The children of this process that print."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in children if b"pdf.workers.worker_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.one_database
@pytest.mark.own_renders
async def test_where_no_process_comes_up_a_pdf_can_be_asked_for_again(
    settings: Settings, key: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdf.workers.pool.START_LIMIT", 0.001)

    async with serving(settings) as client:
        answer = await client.get(URL, headers=key)

    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


@pytest.mark.one_database
@pytest.mark.own_renders
async def test_killing_what_prints_loses_nothing(
    settings: Settings, database: Database, key: Bearer, pdf_store: Path
) -> None:
    customer = make_customer(5)
    invoice = make_invoice(customer)
    await save(database, customer, invoice, [make_line(invoice, position) for position in range(200)])
    url = f"/invoices/{invoice.id}.pdf"

    async with serving(settings) as client:
        await client.get(URL, headers=key)
        asked = asyncio.create_task(client.get(url, headers=key))
        await asyncio.sleep(0.1)
        for pid in render_processes():
            os.kill(pid, signal.SIGKILL)
        killed = await asked
        await asyncio.to_thread(shutil.rmtree, pdf_store)
        undisturbed = await client.get(url, headers=key)

    assert (killed.status_code, killed.content) == (200, undisturbed.content)


async def test_where_nothing_can_be_kept_documents_are_served_and_it_is_told(
    settings: Settings, key: Bearer, pdf_store: Path, log_lines: LogLines
) -> None:
    await asyncio.to_thread(pdf_store.write_text, "in the way")

    async with serving(settings) as client:
        answers = [await client.get(URL, headers=key) for _ in range(2)]
        told = await sha256_in_graphql(client, key)
        metrics = (await client.get("/metrics")).text

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    assert told is None
    assert 'calmony_documents_total{outcome="not_kept"} 2.0' in metrics
    lines = [line for line in log_lines() if "stored" in line["event"]]
    assert [line["event"] for line in lines] == [f"The PDF of in_1_1 can't be stored: {pdf_store}: File exists"] * 2
