"""The same comparison in one process: CPU time of each application as it is handed a request, with no network."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from typing import Any

from starlette.applications import Starlette

from app.factory import create_app
from app.settings import Settings
from benchmarks.guards.asgi import Answer, call
from benchmarks.guards.rounds import measure_cpu
from benchmarks.peers.handwritten.server import create_app as create_handwritten
from benchmarks.peers.strawberry_sqlmodel.server import create_app as create_strawberry
from benchmarks.requests.contestants import HANDWRITTEN, PLANS, RESOLVERS, STRAWBERRY
from benchmarks.requests.equality import hash_bodies
from benchmarks.requests.questions import Asked, Question, word_graphql, word_handwritten
from benchmarks.requests.seeding import Seeded

Ask = Callable[[], Awaitable[Answer]]


async def compare_cpu(seeded: Seeded, question: Question, rounds: int, calls: int) -> dict[str, float]:
    """How much of the CPU time of Strawberry's answer each takes; raises AssertionError when answers differ."""
    async with _asking(seeded, question) as asks:
        answers = {name: await ask() for name, ask in asks.items()}
        wrong = [name for name, answer in answers.items() if answer.status != 200]
        if wrong or len({hash_bodies([answer.body]) for answer in answers.values()}) != 1:
            raise AssertionError(f"the answers differ: {answers}")
        measured = await measure_cpu(asks, rounds, calls)
    return {name: median(each[name] / each[STRAWBERRY] for each in measured) for name in asks}


@asynccontextmanager
async def _asking(seeded: Seeded, question: Question) -> AsyncIterator[Mapping[str, Ask]]:
    shared, by_hand = word_graphql(seeded.customer_ids), word_handwritten(seeded.customer_ids)
    apps = {
        **{name: (app, shared) for name, app in _services(seeded).items()},
        STRAWBERRY: (create_strawberry(seeded.location, seeded.project), shared),
        HANDWRITTEN: (create_handwritten(seeded.location, seeded.project), by_hand),
    }
    async with AsyncExitStack() as stack:
        asks = {}
        for name, (app, wording) in apps.items():
            state = await stack.enter_async_context(app.router.lifespan_context(app)) or {}
            asks[name] = _ask(app, state, seeded.key, wording[question][0])
        yield asks


def _ask(app: Starlette, state: Mapping[str, Any], key: str, asked: Asked) -> Ask:
    return lambda: call(app, state, key, asked.method, asked.path, asked.body)


def _services(seeded: Seeded) -> dict[str, Starlette]:
    url = seeded.url.render_as_string(hide_password=False)
    return {
        name: create_app(Settings(database_url=url, rate_requests=0, rate_cost=0, log_format="json", plans=plans))
        for name, plans in ((PLANS, True), (RESOLVERS, False))
    }
