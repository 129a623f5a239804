"""CPU of one request: by a plan, by the resolvers, and by a route written by hand for that one answer.

All three read the same SQLite file and must give the same bytes before anything is timed. What is compared is the way
to an answer: which statements are sent, how rows are batched, and how they become JSON. The route by hand reads only
the columns that its answers need; it makes sums and next charges by the service's own rules.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import make_url

from app.contexts import open_context
from app.settings import Settings
from benchmarks.database import migrated, sqlite_url
from benchmarks.findings import AnswersDiffer, Finding
from benchmarks.guards.rounds import measure_cpu
from benchmarks.plans.by_hand import ByHand
from benchmarks.plans.customer_figures import MINE
from engine.executor import Executor
from engine.json_body import write_json
from engine.request import GraphQLRequest
from intake.synthetic.loading import load_synthetic
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.values.instant import parse_rfc3339
from resolvers.context import RequestContext
from tests.queries import CUSTOMER_LIST, CUSTOMER_PAGE

ROUNDS, CALLS = 20, 10
CUSTOMERS, LISTED = 200, 50
BY_HAND, PLAN, RESOLVERS = "by hand", "plan", "resolvers"

_NOW = parse_rfc3339("2026-11-22T12:00:00Z")
_VIEWER = Viewer("prj_1", "Bench", True, Role.VIEWER, "Bench", "key_1")

Serve = Callable[[], Awaitable[bytes]]


class Ways(NamedTuple):
    """Three ways to the same answers."""

    by_hand: ByHand
    executors: dict[str, Executor]
    new_context: Callable[[], RequestContext]

    def to_page(self, customer_id: str) -> dict[str, Serve]:
        """The page of one customer."""
        return self._to(CUSTOMER_PAGE, {"id": customer_id}, lambda: self.by_hand.page(customer_id))

    def to_list(self) -> dict[str, Serve]:
        """The newest customers."""
        return self._to(CUSTOMER_LIST, {"first": LISTED}, lambda: self.by_hand.listing(LISTED))

    def customer_ids(self) -> list[str]:
        """Those with most payments first."""
        sql = f"""SELECT customer_id FROM payment_intent WHERE {MINE} AND customer_id IS NOT NULL
            GROUP BY 1 ORDER BY COUNT(*) DESC, 1"""
        return [row[0] for row in self.by_hand.connection.execute(sql)]

    def _to(self, query: str, variables: dict[str, Any], by_hand: Serve) -> dict[str, Serve]:
        def ask(executor: Executor) -> Serve:
            async def serve() -> bytes:
                return write_json((await executor.run(GraphQLRequest(query, variables), self.new_context())).body)

            return serve

        return {BY_HAND: by_hand, **{name: ask(executor) for name, executor in self.executors.items()}}


async def measure_plans(rounds: int = ROUNDS) -> list[Finding]:
    """Raises AnswersDiffer before anything is timed."""
    async with open_ways() as ways:
        cases = {"page": ways.to_page(ways.customer_ids()[0]), "list": ways.to_list()}
        for name, serves in cases.items():
            await compare(name, serves)
        return [finding for name, serves in cases.items() for finding in await _measure(name, serves, rounds)]


@asynccontextmanager
async def open_ways() -> AsyncIterator[Ways]:
    """To a database of synthetic customers, which exists as long as the context."""
    with sqlite_url() as url:
        async with migrated(url) as database:
            async with database.sessions() as session, session.begin():
                session.add(Project(id=_VIEWER.project_id, name="Bench", created_at=_NOW))
            await load_synthetic(database, _VIEWER.project_id, live_mode=True, customers=CUSTOMERS, seed=1, now=_NOW)
            settings = Settings()

            def new_context() -> RequestContext:
                return open_context(database, _VIEWER, settings, lambda: _NOW)

            with closing(sqlite3.connect(make_url(url).database or "")) as connection:
                executors = {PLAN: Executor(), RESOLVERS: Executor(plans=False)}
                yield Ways(ByHand(connection, new_context()), executors, new_context)


async def compare(what: str, serves: dict[str, Serve]) -> None:
    """Raises AnswersDiffer unless all are equal, byte for byte."""
    answers = {name: await serve() for name, serve in serves.items()}
    plan = answers[PLAN]
    for name, answer in answers.items():
        if answer != plan:
            at = next((at for at, pair in enumerate(zip(answer, plan, strict=False)) if len(set(pair)) > 1), 0)
            shown = [text[max(0, at - 80) : at + 40].decode(errors="replace") for text in (answer, plan)]
            raise AnswersDiffer(f"the answers to the {what} differ: {name} …{shown[0]}…, {PLAN} …{shown[1]}…")


async def _measure(what: str, serves: dict[str, Serve], rounds: int) -> list[Finding]:
    measured = await measure_cpu(serves, rounds, CALLS)
    return [
        Finding(
            f"{what}: {name}",
            f"{min(each[name] for each in measured) / 1000:.2f} ms of CPU, "
            f"{median(each[name] / each[PLAN] for each in measured):.2f} × the plan's",
        )
        for name in serves
    ]
