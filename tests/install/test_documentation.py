"""Every block of commands in README and docs is run as it is printed; one that is not says why, where it stands.

A block of commands begins with ```sh; one that is a whole file, named in its first line, is run by app/clients.
`background` after it starts a server, which the next blocks find; `skip:` is followed by the reason.
"""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.free_ports import free_port
from tests.install.conftest import ROOT
from tests.install.test_make_install import make_clone

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Without a language, or in one of these, commands would go unnoticed.
NOT_LANGUAGES = {"", "bash", "console", "shell", "zsh"}
# Files and folders of the project, as pages name them; a changelog tells of what was.
NAMED = re.compile(
    r"`((?:app|engine|schema|pdf|dashboard|intake|resolvers|models|storage|benchmarks|tests|docs|deploy)/[\w./-]+)(?=[`:])"
)
# The first line of a block that is a whole file.
FILE_NAME = re.compile(r"(?:#|//) ([\w-]+\.\w+)\n")
WAIT = "for i in $(seq 600); do curl --silent --fail http://127.0.0.1:{port}/readyz && break; sleep 0.2; done\n"

pytestmark = pytest.mark.one_database


class Block(NamedTuple):
    """A fenced block of a page: what stands after its fence, and its text."""

    page: Path
    info: str
    text: str


def list_blocks() -> Iterator[Block]:
    return (Block(page, *found) for page in PAGES for found in BLOCK.findall(page.read_text()))


def test_every_block_says_its_language() -> None:
    unlabelled = [block for block in list_blocks() if block.info.partition(" ")[0] in NOT_LANGUAGES]

    assert [(block.page.name, block.text) for block in unlabelled] == []


def test_every_file_that_a_page_names_is_there() -> None:
    named = [
        (page.name, path) for page in PAGES if page.name != "CHANGELOG.md" for path in NAMED.findall(page.read_text())
    ]

    assert len(named) > 100
    assert [each for each in named if not (ROOT / each[1]).exists()] == []


def test_a_block_of_commands_is_run_or_says_why_not() -> None:
    marks = {block.info for block in list_blocks() if block.info.startswith("sh")}

    assert [mark for mark in marks if not re.fullmatch(r"sh|sh background|sh skip: \S.+", mark)] == []


def test_commands_that_are_a_whole_file_are_run_with_the_clients() -> None:
    tests = "".join(path.read_text() for path in (ROOT / "tests/app/clients").glob("*.py"))
    names = [named[1] for block in list_blocks() if block.info == "sh" and (named := FILE_NAME.match(block.text))]

    assert names != []
    assert [name for name in names if name not in tests] == []


def is_run_here(block: Block) -> bool:
    """Whether its commands are for a shell in the checkout."""
    return block.info in ("sh", "sh background") and not FILE_NAME.match(block.text)


def list_pages_with_commands() -> list[Path]:
    return sorted({block.page for block in list_blocks() if is_run_here(block)})


@pytest.mark.parametrize("page", list_pages_with_commands(), ids=lambda page: page.name)
def test_the_commands_of_a_page_run_as_they_are_printed(page: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    make_clone(clone)
    write_exports(clone)

    done = subprocess.run(
        ["bash", "-c", write_script(page)],
        cwd=clone,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert '"errors"' not in done.stdout


def write_script(page: Path) -> str:
    """The page's commands on free ports; servers run until the last one has ended."""
    text = "set -e -o pipefail; trap 'kill $(jobs -p); wait' EXIT\n"
    ports: dict[str, int] = {}
    for block in list_blocks():
        if block.page == page and is_run_here(block):
            commands = re.sub(r"\b8\d{3}\b", lambda port: str(ports.setdefault(port[0], free_port())), block.text)
            is_server = block.info == "sh background"
            port = re.search(r"(?:PORT=|--port )(\d+)", commands)
            text += commands.rstrip() + (" &\n" + WAIT.format(port=port[1]) if is_server and port else "\n")
    return text


def write_exports(folder: Path) -> None:
    """The files that README imports: a customer and an issued invoice, as Stripe exports them."""
    customer = {"id": "cus_1", "object": "customer", "created": 1_790_000_000, "livemode": True, "name": "Ada"}
    line = {"id": "il_1", "object": "line_item", "amount": 1200, "currency": "gbp", "description": "Tea", "quantity": 1}
    amounts = {"subtotal": 1200, "total": 1200, "amount_due": 1200, "amount_remaining": 1200, "amount_paid": 0}
    about = {"object": "invoice", "customer": "cus_1", "created": 1_790_000_000, "livemode": True, "currency": "gbp"}
    lines = {"object": "list", "data": [line]}
    invoice = {"id": "in_1", **about, **amounts, "status": "open", "number": "A-1", "lines": lines}
    (folder / "customers.ndjson.gz").write_bytes(gzip.compress(json.dumps(customer).encode()))
    (folder / "invoices.json").write_text(json.dumps(invoice))
