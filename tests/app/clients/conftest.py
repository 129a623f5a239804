"""A running service with some customers, and the files that the page about clients prints."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from models.access.api_key import ApiKey, new_api_key
from models.access.viewer import Role
from storage.database import Database
from tests.app.test_serving import Served
from tests.factories import NOW, make_one_of_each, make_project, save

PAGE = Path(__file__).parents[3] / "docs" / "clients.md"
CUSTOMERS = 6

_BLOCK = re.compile(r"^```\w+\n(?://|#) ([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Service(NamedTuple):
    """Where it is, and an operator's key."""

    url: str
    key: str


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all clients of a file: each client cancels for a customer of its own."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copyfile(sqlite_template, folder / "calmony.db")
    url = f"sqlite+aiosqlite:///{folder / 'calmony.db'}"
    key = new_api_key("prj_1", live_mode=True, role=Role.OPERATOR, name="Shop", now=NOW)
    asyncio.run(_store(url, key.row))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CALMONY_DATABASE_URL", url)
        served = Served(("serve",), folder)
    served.wait_until_ready()
    yield Service(f"{served.url}/graphql", key.secret)
    served.process.kill()
    served.process.wait()


async def _store(url: str, key: ApiKey) -> None:
    database = Database(url)
    rows = [row for number in range(1, CUSTOMERS + 1) for row in make_one_of_each(number)]
    await save(database, make_project(), key, *rows)
    await database.close()


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """The files of the page by their names."""
    return dict(_BLOCK.findall(PAGE.read_text()))


def list_printed_names(text: str, start: str, end: str) -> list[str]:
    """The quoted names between two marks of a printed file."""
    part = text.split(start, 1)[1].split(end, 1)[0]
    return re.findall(r'"(\w+)"', part)
