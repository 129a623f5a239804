"""What compression saves and costs: bytes and CPU of answers with each encoding, and of GraphiQL's files."""

import io
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import orjson
from graphql import get_introspection_query
from starlette.types import ASGIApp, Message

from app.factory import GRAPHIQL_BUNDLE, create_app
from app.http.graphiql import COMPRESSED
from app.logs.configuration import configure_logs
from app.settings import Settings
from benchmarks.database import add_key, add_seller, migrated, sqlite_url
from benchmarks.documents import CUSTOMER_LIST, CUSTOMER_PAGE
from benchmarks.findings import AnswersDiffer, Finding
from benchmarks.guards.asgi import make_receive, make_scope
from benchmarks.guards.rounds import measure_cpu
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.values.instant import system_clock

PLAIN = "identity"
ENCODINGS = (PLAIN, "gzip", "br", "zstd")
# Far from any limit: a refusal would be measured otherwise.
UNREACHED = 1_000_000_000


class Effort(NamedTuple):
    """How long to measure: rounds turn about, and calls in each. The list shows 50 of the customers."""

    rounds: int = 11
    calls: int = 10
    customers: int = 200


Ask = Callable[[bytes, str], Awaitable[bytes]]


async def measure_compression(effort: Effort) -> list[Finding]:
    """Each answer by each encoding, in turns, and the files; no figure has a bound."""
    with sqlite_url() as url:
        settings = Settings(database_url=url, log_level="error", rate_requests=UNREACHED, rate_cost=UNREACHED)
        configure_logs(settings, io.StringIO())
        async with migrated(url) as database:
            project = await add_seller(database)
            await load_synthetic(
                database, project, live_mode=True, customers=effort.customers, seed=1, now=system_clock()
            )
            key = await add_key(database, project, Role.VIEWER)
        app = create_app(settings)
        async with app.router.lifespan_context(app) as state:
            ask = partial(_ask, app, state, key.secret)
            answers = [await _measure(name, body, ask, effort) for name, body in (await _bodies(ask)).items()]
    return [*(finding for findings in answers for finding in findings), *measure_files()]


def measure_files(bundle: Path = GRAPHIQL_BUNDLE) -> list[Finding]:
    """The bytes of all of GraphiQL's files, which are compressed when they are built."""
    files = [path for path in bundle.rglob("*") if path.is_file() and path.suffix not in COMPRESSED.values()]
    sizes = {name: sum(_size(path, end) for path in files) for name, end in {PLAIN: "", **COMPRESSED}.items()}
    return [Finding(f"GraphiQL's files, {name}", f"{size:>9,} bytes") for name, size in sizes.items()]


async def _bodies(ask: Ask) -> dict[str, bytes]:
    listed = orjson.dumps({"query": CUSTOMER_LIST, "variables": {"first": 50}})
    customers = orjson.loads(await ask(listed, PLAIN))["data"]["customers"]["nodes"]
    pages = [orjson.dumps({"query": CUSTOMER_PAGE, "variables": {"id": each["id"]}}) for each in customers]
    sizes = [len(await ask(page, PLAIN)) for page in pages]
    return {
        "page": pages[sizes.index(max(sizes))],
        "list": listed,
        "introspection": orjson.dumps({"query": get_introspection_query()}),
    }


async def _measure(name: str, body: bytes, ask: Ask, effort: Effort) -> list[Finding]:
    sizes = {encoding: len(await ask(body, encoding)) for encoding in ENCODINGS}
    if not max(sizes.values()) == sizes[PLAIN] > min(sizes.values()):
        raise AnswersDiffer(f"{name} is not compressed: {sizes}")
    works = {encoding: partial(ask, body, encoding) for encoding in ENCODINGS}
    rounds = await measure_cpu(works, effort.rounds, effort.calls)
    return [_tell(name, encoding, sizes[encoding], rounds) for encoding in ENCODINGS]


def _tell(name: str, encoding: str, size: int, rounds: list[dict[str, float]]) -> Finding:
    cpu = median(each[encoding] for each in rounds)
    more = median(each[encoding] - each[PLAIN] for each in rounds)
    rate = median(each[PLAIN] / each[encoding] for each in rounds)
    told = f"{size:>9,} bytes  {cpu:7.0f} µs of CPU, {more:+6.0f}  {rate:4.2f} × the answers a second"
    return Finding(f"{name}, {encoding}", told)


async def _ask(app: ASGIApp, state: Any, key: str, body: bytes, encoding: str) -> bytes:
    scope = make_scope(key, len(body))
    headers = [*scope["headers"], (b"accept-encoding", encoding.encode())]
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**scope, "headers": headers, "state": dict(state)}, make_receive(body), send)
    return b"".join(message.get("body", b"") for message in sent[1:])


def _size(path: Path, end: str) -> int:
    packed = path.with_name(path.name + end)
    return (packed if packed.is_file() else path).stat().st_size
