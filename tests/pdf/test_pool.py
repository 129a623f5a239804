"""Rendering processes hang, die, and are replaced; the server goes on."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from pdf.content.invoice_content import Party
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout, RenderUnavailable
from pdf.workers.pool import RenderPool
from pdf.workers.rendered_pdf import RenderedPdf


@pytest.fixture
async def pool():
    """One process, a time limit that nothing here comes near."""
    pool = RenderPool(workers=1, time_limit=60)
    yield pool
    await pool.close()


@pytest.fixture
def endless(make_document, make_line):
    """A document that takes seconds."""
    return make_document(lines=(make_line(),) * 15_000)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{pid}/status").read_text()


async def wait_until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - processes set no event
            await asyncio.sleep(0.01)


async def test_a_pool_that_was_not_started_renders(pool, make_document):
    pdf = await pool.render(make_document())

    assert "CAL-2026-0042" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


async def test_characters_that_no_font_has_are_told_beside_the_pdf(pool, make_document):
    plain, strange = [await pool.render(make_document(buyer=Party(name))) for name in ("Ada", "\U00013000 \ue000")]

    assert (plain.undrawn, strange.undrawn) == ((), ("U+E000", "U+13000"))
    assert strange.content.startswith(b"%PDF")


async def test_twenty_invoices_at_once_are_each_their_own(make_document):
    pool = RenderPool(workers=2, time_limit=60)
    await pool.start()

    numbers = [f"INV-{number}" for number in range(20)]
    pdfs = await asyncio.gather(*(pool.render(make_document(number=number)) for number in numbers))
    await pool.close()

    assert [PdfReader(io.BytesIO(pdf.content)).metadata.title for pdf in pdfs] == [f"Invoice {n}" for n in numbers]


async def test_the_loop_goes_on_while_processes_start_and_render(make_document, make_line):
    pool = RenderPool(workers=2, time_limit=60)
    await pool.start()
    render = asyncio.create_task(pool.render(make_document(lines=(make_line(),) * 2_000)))

    beats = 0
    while not render.done():
        await asyncio.sleep(0.01)
        beats += 1
    await pool.close()

    assert beats > 20


async def test_a_render_past_the_time_limit_is_ended_and_the_next_succeeds(make_document):
    pool = RenderPool(workers=1, time_limit=1.5)
    await pool.render(make_document())
    [hung] = pool.pids
    os.kill(hung, signal.SIGSTOP)

    with pytest.raises(RenderTimeout):
        await pool.render(make_document())

    assert not is_alive(hung)
    assert (await pool.render(make_document())).content.startswith(b"%PDF")
    assert pool.pids != [hung]
    await pool.close()


async def test_a_process_killed_in_the_midst_of_a_render_is_replaced_and_the_render_succeeds(
    pool, make_document, make_line
):
    await pool.render(make_document())
    [killed] = pool.pids
    os.kill(killed, signal.SIGSTOP)
    render = asyncio.create_task(pool.render(make_document(lines=(make_line(),) * 2_000)))
    await asyncio.sleep(0.1)

    os.kill(killed, signal.SIGKILL)

    assert (await render).content.startswith(b"%PDF")
    assert killed not in pool.pids


async def test_a_process_that_dies_with_nothing_to_do_is_replaced_before_anybody_asks(pool):
    await pool.start()
    await wait_until(lambda: pool.pids)
    [killed] = pool.pids

    os.kill(killed, signal.SIGKILL)

    await wait_until(lambda: pool.pids not in ([], [killed]))


async def test_a_document_that_kills_two_processes_fails(pool, make_document, endless):
    await pool.render(make_document())
    [first] = pool.pids
    os.kill(first, signal.SIGSTOP)
    render = asyncio.create_task(pool.render(endless))
    await asyncio.sleep(0.1)

    os.kill(first, signal.SIGKILL)
    await wait_until(lambda: pool.pids not in ([], [first]))
    os.kill(pool.pids[0], signal.SIGKILL)

    with pytest.raises(RenderFailed, match="died twice"):
        await render
    assert (await pool.render(make_document())).content.startswith(b"%PDF")


async def test_an_error_inside_says_where_and_quotes_nothing_and_the_process_stays(pool, make_document):
    await pool.render(make_document())
    before = pool.pids

    with pytest.raises(RenderFailed) as caught:
        await pool.render(make_document(number="secret-number", lines=None))

    assert "TypeError in render_invoice, render.py" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert pool.pids == before


async def test_more_documents_than_may_wait_are_refused_at_once(make_document):
    pool = RenderPool(workers=1, time_limit=60, max_waiting=2)

    outcomes = await asyncio.gather(*(pool.render(make_document()) for _ in range(5)), return_exceptions=True)
    await pool.close()

    assert [type(outcome) for outcome in outcomes] == [RenderedPdf] * 3 + [RenderBusy] * 2


async def test_a_caller_who_goes_away_harms_nobody(pool, make_document, make_line):
    await pool.render(make_document())
    before = pool.pids
    rendering = asyncio.create_task(pool.render(make_document(number="gone", lines=(make_line(),) * 50)))
    waiting = asyncio.create_task(pool.render(make_document(number="gone too")))
    await asyncio.sleep(0.05)

    rendering.cancel()
    waiting.cancel()

    pdf = await pool.render(make_document(number="mine"))
    assert PdfReader(io.BytesIO(pdf.content)).metadata.title == "Invoice mine"
    assert pool.pids == before


async def test_close_ends_every_process_and_what_it_renders(make_document, endless):
    pool = RenderPool(workers=2, time_limit=60)
    await pool.start()
    await wait_until(lambda: len(pool.pids) == 2)
    pids = pool.pids
    render = asyncio.create_task(pool.render(endless))
    await asyncio.sleep(0.1)

    await pool.close()

    assert [pid for pid in pids if is_alive(pid)] == []
    with pytest.raises(RenderUnavailable, match="closed"):
        await render
    with pytest.raises(RenderUnavailable, match="closed"):
        await pool.render(make_document())


async def test_where_no_process_comes_up_in_time_a_document_can_be_asked_for_again(make_document, monkeypatch):
    pool = RenderPool(workers=1)
    with monkeypatch.context() as hurried:
        hurried.setattr("pdf.workers.pool.START_LIMIT", 0.01)

        with pytest.raises(RenderUnavailable, match="no rendering process came up"):
            await pool.render(make_document())

    rendered = await pool.render(make_document())
    await pool.close()
    assert rendered.content.startswith(b"%PDF")


async def test_a_pool_can_be_closed_while_it_starts():
    pool = RenderPool(workers=2)
    await pool.start()
    await asyncio.sleep(0.05)

    await pool.close()

    assert pool.pids == []


async def test_processes_ignore_ctrl_c_and_give_way_to_the_server(pool, make_document):
    await pool.render(make_document())
    [pid] = pool.pids

    os.kill(pid, signal.SIGINT)

    await pool.render(make_document())
    assert pool.pids == [pid]
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


PARENT = """
import asyncio
from pdf.content.invoice_content import ContentLine, InvoiceContent, Party
from pdf.workers.pool import RenderPool
async def main():
    pool = RenderPool(workers=2, time_limit=60)
    await pool.start()
    while len(pool.pids) < 2:
        await asyncio.sleep(0.01)
    line = ContentLine("x", "1", "1", "1")
    party = Party("x")
    endless = InvoiceContent("x", "open", party, party, "", "EUR", (line,) * 15_000, "1", "1", "1", "1", "1")
    asyncio.create_task(pool.render(endless))
    await asyncio.sleep(0.1)
    print(*pool.pids, flush=True)
    await asyncio.sleep(60)
{run}
"""


@pytest.mark.parametrize("run", ["asyncio.run(main())", "import uvloop; uvloop.run(main())"], ids=["asyncio", "uvloop"])
async def test_processes_die_with_the_server_even_when_it_is_killed(run):
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT.format(run=run), stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    pids = [int(pid) for pid in (await server.stdout.readline()).split()]
    alive_before = [pid for pid in pids if is_alive(pid)]

    server.kill()
    await server.wait()

    await wait_until(lambda: not any(map(is_alive, pids)))
    assert len(pids) == 2
    assert alive_before == pids


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
def test_on_the_servers_own_event_loop_a_process_that_died_idle_is_replaced(make_document):
    import uvloop

    async def render_kill_render():
        pool = RenderPool(workers=1, time_limit=60)
        first = await pool.render(make_document())
        [killed] = pool.pids
        os.kill(killed, signal.SIGKILL)
        await wait_until(lambda: pool.pids != [killed])
        again = [await pool.render(make_document()) for _ in range(2)]
        await pool.close()
        return first, again

    first, again = uvloop.run(render_kill_render())

    assert again == [first, first]
