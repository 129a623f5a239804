"""CPU of one request: by a plan, by the resolvers, and by a route written by hand for that one answer.

    python -m benchmarks.plans [rounds]

All three read the same SQLite file and must give the same bytes before anything is timed; rounds are interleaved.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.migrations import migrate
from app.synthetic import load_synthetic
from benchmarks.by_hand import MINE, ByHand
from engine.executor import Executor
from engine.json_body import write_json
from engine.request import GraphQLRequest
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.values.instant import parse_rfc3339
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database
from tests.queries import CUSTOMER_LIST, CUSTOMER_PAGE

NOW = parse_rfc3339("2026-11-22T12:00:00Z")
VIEWER = Viewer("prj_1", "Bench", True, Role.VIEWER, "Bench", "key_1")
LINKS = InvoiceLinks("a secret of the benchmark", "https://pay.example.com", 30)
Serve = Callable[[], Awaitable[bytes]]


def new_context(database: Database) -> RequestContext:
    def fail(error: Exception) -> str:
        raise error

    return RequestContext(
        database,
        VIEWER,
        lambda: NOW,
        LINKS,
        CustomerTokens("a secret of the benchmark"),
        fail,
        describe_einvoice=describe_einvoice,
    )


async def measure(serves: dict[str, Serve], rounds: int) -> dict[str, float]:
    """CPU milliseconds of a request in the quietest round, each served in turn; all answers must be equal."""
    answers = {name: await serve() for name, serve in serves.items()}
    if len(set(answers.values())) != 1:
        raise SystemExit("the answers differ: " + ", ".join(f"{name} {hash(body)}" for name, body in answers.items()))
    taken: dict[str, list[float]] = {name: [] for name in serves}
    for _ in range(rounds):
        for name, serve in serves.items():
            started = time.process_time()
            for _ in range(10):
                await serve()
            taken[name].append((time.process_time() - started) * 100)
    return {name: min(times) for name, times in taken.items()}


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate(database)
        async with database.sessions() as session, session.begin():
            session.add(Project(id="prj_1", name="Bench", created_at=NOW))
        await load_synthetic(database, "prj_1", live_mode=True, customers=200, seed=1, now=NOW)
        by_hand = ByHand(sqlite3.connect(path), new_context(database))
        sql = f"SELECT customer_id FROM payment_intent WHERE {MINE} GROUP BY 1 ORDER BY COUNT(*) DESC"
        [busiest] = by_hand.connection.execute(f"{sql} LIMIT 1").fetchone()
        plans, resolvers = Executor(), Executor(plans=False)

        def ask(executor: Executor, query: str, variables: dict[str, Any]) -> Serve:
            async def serve() -> bytes:
                answer = await executor.run(GraphQLRequest(query, variables), new_context(database))
                return write_json(answer.body)

            return serve

        cases: dict[str, tuple[str, dict[str, Any], Serve]] = {
            "page": (CUSTOMER_PAGE, {"id": busiest}, lambda: by_hand.page(busiest)),
            "list": (CUSTOMER_LIST, {"first": 50}, lambda: by_hand.listing(50)),
        }
        for name, (query, variables, serve_by_hand) in cases.items():
            serves = {
                "by hand": serve_by_hand,
                "plan": ask(plans, query, variables),
                "resolvers": ask(resolvers, query, variables),
            }
            taken = await measure(serves, rounds)
            shown = ", ".join(f"{way} {milliseconds:.2f} ms" for way, milliseconds in taken.items())
            hand, plan = taken["by hand"] / taken["plan"], taken["resolvers"] / taken["plan"]
            sys.stdout.write(f"{name}: {shown}; a plan is {hand:.2f} of by hand, {plan:.1f} times the resolvers\n")
        by_hand.connection.close()
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
