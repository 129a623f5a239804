"""Several manifests of trusted documents, and what becomes of them while the service runs."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.documents.manifests import InvalidTrustedDocuments, TrustedManifests
from app.documents.refreshing import INTERVAL_SECONDS
from app.settings import Settings
from engine.executor import Executor
from engine.persisted.trusted import TrustedDocuments
from tests.app.conftest import AddKey
from tests.app.test_persisted_queries import post, serve

pytestmark = pytest.mark.one_database

NAME, ROLE, MODE = "{ viewer { name } }", "{ viewer { role } }", "{ viewer { liveMode } }"


def write(path: Path, texts: Any) -> None:
    """Replaces a manifest at once, as a deployment does."""
    new = path.with_suffix(".new")
    new.write_text(texts if isinstance(texts, str) else json.dumps(texts))
    new.replace(path)


def open_manifests(*paths: Path, only: bool = True) -> TrustedManifests:
    manifests = TrustedManifests(paths, TrustedDocuments(only), Executor().documents)
    manifests.open()
    return manifests


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """A folder with the manifests of two apps."""
    folder = tmp_path / "apps"
    folder.mkdir()
    write(folder / "ios.json", {"ios": NAME, "shared": ROLE})
    write(folder / "android.json", {"android": NAME, "shared": ROLE})
    return folder


def known(manifests: TrustedManifests, *names: str) -> list[str | None]:
    return [manifests.trusted.get(name) for name in names]


def test_files_and_folders_are_read_together(apps: Path, tmp_path: Path) -> None:
    write(tmp_path / "web.json", {"web": MODE})
    (apps / "notes.txt").write_text("no manifest")

    manifests = open_manifests(tmp_path / "web.json", apps)

    assert known(manifests, "web", "ios", "android", "shared", "other") == [MODE, NAME, NAME, ROLE, None]


def test_the_setting_takes_several_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_TRUSTED_DOCUMENTS", "web.json, apps/")

    assert Settings().trusted_documents == (Path("web.json"), Path("apps"))


def test_an_id_with_two_texts_is_said_at_the_start(apps: Path) -> None:
    write(apps / "web.json", {"shared": MODE})

    with pytest.raises(
        InvalidTrustedDocuments, match=r"web\.json: document 'shared' has another text in .*android\.json"
    ):
        open_manifests(apps)


def test_strict_needs_a_manifest_in_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidTrustedDocuments, match="needs a manifest"):
        open_manifests(tmp_path)

    assert known(open_manifests(tmp_path, only=False), "ios") == [None]


async def test_what_changed_is_read_and_what_did_not_is_left_alone(apps: Path) -> None:
    manifests = open_manifests(apps)

    write(apps / "ios.json", {"ios2": MODE, "shared": ROLE})
    write(apps / "web.json", {"web": MODE})
    read, faults = await manifests.refresh()
    again = await manifests.refresh()

    assert (sorted(path.name for path in read), faults) == (["ios.json", "web.json"], {})
    assert again == ([], {})
    assert known(manifests, "ios", "ios2", "web", "android", "shared") == [None, MODE, MODE, NAME, ROLE]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"ios2": "{ vie', "it is not JSON"),
        ({"ios2": "{ nothing }"}, "document 'ios2' can't be run: Cannot query field 'nothing'"),
        ({"ios2": NAME, "shared": MODE}, "document 'shared' has another text in"),
    ],
)
async def test_a_broken_file_keeps_its_last_documents_and_others_go_on(apps: Path, broken: Any, reason: str) -> None:
    manifests = open_manifests(apps)

    write(apps / "ios.json", broken)
    write(apps / "android.json", {"android2": MODE, "shared": ROLE})
    read, faults = await manifests.refresh()

    assert [path.name for path in read] == ["android.json"]
    assert [(path.name, told.startswith(reason)) for path, told in faults.items()] == [("ios.json", True)]
    assert known(manifests, "ios", "ios2", "android2", "shared") == [NAME, None, MODE, ROLE]

    write(apps / "ios.json", {"ios2": NAME})
    assert (await manifests.refresh())[1] == {}
    assert known(manifests, "ios", "ios2") == [None, NAME]


async def test_a_text_that_changes_in_two_manifests_is_taken_when_they_agree(apps: Path) -> None:
    manifests = open_manifests(apps)

    write(apps / "android.json", {"android": NAME, "shared": MODE})
    write(apps / "ios.json", {"ios": NAME})
    await manifests.refresh()
    await manifests.refresh()

    assert known(manifests, "shared") == [MODE]


async def test_a_missing_file_is_forgotten_only_when_it_stays_away(apps: Path) -> None:
    manifests = open_manifests(apps)

    (apps / "ios.json").unlink()
    await manifests.refresh()
    replaced = known(manifests, "ios")
    write(apps / "ios.json", {"ios": NAME})
    await manifests.refresh()
    (apps / "ios.json").unlink()
    await manifests.refresh()
    once = known(manifests, "ios")
    await manifests.refresh()

    assert (replaced, once, known(manifests, "ios", "shared")) == ([NAME], [NAME], [None, ROLE])


async def test_a_file_that_is_named_is_never_forgotten(tmp_path: Path) -> None:
    write(tmp_path / "web.json", {"web": NAME})
    manifests = open_manifests(tmp_path / "web.json")

    (tmp_path / "web.json").unlink()
    faults = [(await manifests.refresh())[1] for _ in range(3)]

    assert faults == [{tmp_path / "web.json": "No such file or directory"}] * 3
    assert known(manifests, "web") == [NAME]


async def test_a_running_service_takes_what_changed_and_tells_what_it_refused(
    settings: Settings,
    apps: Path,
    add_key: AddKey,
    log_lines: Callable[[], list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.documents.refreshing.INTERVAL_SECONDS", 0.02)
    bearer = {"Authorization": f"Bearer {(await add_key()).secret}"}
    strict = settings.model_copy(update={"trusted_documents": (apps,), "trusted_documents_strict": True})
    new = {"data": {"viewer": {"liveMode": True}}}

    async with serve(strict) as client:
        write(apps / "ios.json", "{")
        write(apps / "web.json", {"web": MODE})
        async with asyncio.timeout(10):
            while await post(client, bearer, {"documentId": "web"}) != (200, new):
                # No operation of anybody's is unknown meanwhile.
                assert (await post(client, bearer, {"documentId": "ios"}))[0] == 200
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        metrics = (await client.get("/metrics")).text

    told = [(line["level"], line["event"], Path(line["manifest"]).name) for line in log_lines() if "manifest" in line]
    assert sorted(told) == [
        ("error", "manifest refused: its last documents stay trusted", "ios.json"),
        ("info", "trusted documents read", "web.json"),
    ]
    assert 'calmony_trusted_manifests_total{outcome="refused"} 1.0' in metrics
    assert 'calmony_trusted_manifests_total{outcome="read"} 1.0' in metrics


def test_a_change_is_known_within_ten_seconds() -> None:
    assert 2 * INTERVAL_SECONDS < 10
