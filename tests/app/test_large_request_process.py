"""The process for large requests itself: how it starts, gives up, hangs and ends."""

import asyncio
import os
import pickle
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from app.large_requests.messages import LargeRequestFailed
from app.large_requests.process import PROJECT_ROOT, LargeProcess, ProcessDied
from app.settings import Settings
from tests.app.test_large_requests import all_gone

pytestmark = pytest.mark.one_database


async def test_it_ignores_signals_before_it_imports_what_takes_a_second() -> None:
    code = (
        "import sys, app.large_requests.process_main\n"
        "print(*sorted(name for name in sys.modules if name.startswith('app.')))"
    )
    importing = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=PIPE, cwd=PROJECT_ROOT)
    imported, _ = await importing.communicate()

    assert imported.decode().split() == [
        "app.large_requests",
        "app.large_requests.process_main",
        "app.serving",
        "app.serving.garbage_collection",
    ]


async def test_it_ends_in_silence_where_the_one_that_serves_was_killed_before_it() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        command = (sys.executable, "-m", "app.large_requests.process_main", str(theirs.fileno()))
        process = await asyncio.create_subprocess_exec(
            *command, stderr=PIPE, pass_fds=(theirs.fileno(),), cwd=PROJECT_ROOT
        )
    _, told = await process.communicate()

    assert (process.returncode, told) == (0, b"")


async def test_an_app_in_the_current_folder_is_not_taken_for_this_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('another app')")
    monkeypatch.chdir(tmp_path)

    process = await LargeProcess.start(settings)

    assert process.answers
    await process.stop()


async def test_who_gives_up_in_the_moment_of_the_answer_does_not_make_it_seem_to_hang(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.large_requests.process.HUNG_SECONDS", 0.0)
    process = await LargeProcess.start(settings)
    asked = asyncio.create_task(process.answer(pickle.dumps("no request")))
    await asyncio.sleep(0)
    [answered] = process._waiting.values()
    while not answered.done():  # noqa: ASYNC110 - before the one that asked hears of it
        await asyncio.sleep(0)
    asked.cancel()
    await asyncio.wait([asked])

    assert asked.cancelled()
    assert process.answers
    await process.stop()


async def test_one_that_hangs_is_killed_though_nobody_waits_for_its_end(settings: Settings) -> None:
    process = await LargeProcess.start(settings)
    os.kill(process.pid, signal.SIGSTOP)
    stopping = asyncio.create_task(process.stop())
    await asyncio.sleep(0.1)
    stopping.cancel()

    assert await all_gone(process.pid)


async def test_an_unexpected_failure_there_is_told_here_with_its_traceback(settings: Settings) -> None:
    process = await LargeProcess.start(settings)
    try:
        failed = pickle.loads(await process.answer(pickle.dumps("no request")))
    finally:
        await process.stop()

    assert isinstance(failed, LargeRequestFailed)
    assert "AttributeError: 'str' object has no attribute 'trace'" in str(failed)
    with pytest.raises(ProcessDied):
        await process.answer(b"late")


async def test_a_process_whose_database_is_of_no_known_kind_does_not_start(settings: Settings) -> None:
    with pytest.raises(ProcessDied):
        await LargeProcess.start(settings.model_copy(update={"database_url": "mysql://localhost/x"}))


async def test_it_ends_when_the_process_that_serves_is_killed(settings: Settings) -> None:
    serve = (
        "import asyncio, sys\n"
        "from app.large_requests.process import LargeProcess\n"
        "from app.settings import Settings\n"
        "async def main():\n"
        "    process = await LargeProcess.start(Settings(database_url=sys.argv[1]))\n"
        "    print(process.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    serving = await asyncio.create_subprocess_exec(
        sys.executable, "-c", serve, settings.database_url, stdout=PIPE, cwd=PROJECT_ROOT
    )
    assert serving.stdout is not None
    pid = int(await serving.stdout.readline())
    serving.kill()
    await serving.wait()

    assert await all_gone(pid)
