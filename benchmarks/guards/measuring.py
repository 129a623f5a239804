"""The guards measured: end to end, and part by part.

End to end, the whole application and one without guards answer the same request through the same executor, and their
CPU times are compared. The request asks for the page of a customer who is not there: the guards see the whole document,
and execution is too short to hide them. The rows that both read come from memory: a thread that runs SQL in between
leaves cold caches, which slows all that follows; that figure is printed too. What the executor itself does for the
guards is on both sides of the comparison, so it is measured by itself and added.
"""

import tempfile
import time
from typing import NamedTuple

import orjson

from app.factory import create_app
from app.logs.configuration import configure_logs
from app.rates.limiters import LocalLimiter
from app.rates.rates import make_rates
from app.settings import Settings
from benchmarks.database import add_key, add_seller, migrated, sqlite_url
from benchmarks.documents import CUSTOMER_PAGE
from benchmarks.findings import AnswersDiffer, Finding
from benchmarks.guards.asgi import Answer, post_graphql
from benchmarks.guards.cached_reads import remember_reads
from benchmarks.guards.parts import Part, Parts
from benchmarks.guards.rounds import measure_cpu, median_beyond_bare
from benchmarks.guards.unguarded import unguarded_app
from models.access.api_key import NewApiKey
from models.access.viewer import Role, Viewer
from models.values.instant import system_clock
from storage.database import Database

BOUND_MICROSECONDS = 150
# Far from any limit: a refusal would be measured otherwise.
UNREACHED = 1_000_000_000
VARIABLES = {"id": "cus_none"}

Costs = dict[str, float]


class Effort(NamedTuple):
    """How long to measure: rounds turn about, and calls in each."""

    rounds: int = 40
    calls: int = 100


async def measure_guards(effort: Effort, bound: float = BOUND_MICROSECONDS) -> list[Finding]:
    """The cost of each part and of all, in microseconds of CPU a warm request."""
    with sqlite_url() as url, tempfile.TemporaryFile("w") as log:
        settings = Settings(database_url=url, rate_requests=UNREACHED, rate_cost=UNREACHED, log_format="json")
        configure_logs(settings, log)
        async with migrated(url) as database:
            key = await add_key(database, await add_seller(database), Role.VIEWER)
            with_sql, without = await _measure_end_to_end(settings, database, key, effort)
            around, inside = await _measure_parts(settings, key, effort)
    total = without + sum(inside.values())
    told = {**around, "what is between these": without - sum(around.values()), **inside}
    return [
        *(Finding(name, f"{microseconds:6.1f} µs") for name, microseconds in told.items()),
        Finding("the same with SQL in between", f"{with_sql + sum(inside.values()):6.1f} µs"),
        Finding("all guards of a warm request", f"{total:6.1f} µs of CPU, at most {bound:g}", total <= bound),
    ]


async def _measure_end_to_end(
    settings: Settings, database: Database, key: NewApiKey, effort: Effort
) -> tuple[float, float]:
    """With statements that are run, and with rows from memory."""
    body = orjson.dumps({"query": CUSTOMER_PAGE, "variables": VARIABLES})
    whole, unguarded = create_app(settings), unguarded_app(settings, database)
    async with whole.router.lifespan_context(whole) as state:
        assert state is not None  # noqa: S101 - the lifespan yields it

        stored = {"database": database, "clock": system_clock}

        async def ask_whole() -> Answer:
            return await post_graphql(whole, state, key.secret, body)

        async def ask_unguarded() -> Answer:
            return await post_graphql(unguarded, stored, key.secret, body)

        async def measure() -> float:
            rounds = await measure_cpu({"whole": ask_whole, "unguarded": ask_unguarded}, effort.rounds, effort.calls)
            return median_beyond_bare(rounds, "whole")

        if await ask_whole() != await ask_unguarded():
            raise AnswersDiffer("the application without guards answers something else")
        with_sql = await measure()
        remember_reads(state["database"])
        remember_reads(database)
        return with_sql, await measure()


async def _measure_parts(settings: Settings, key: NewApiKey, effort: Effort) -> tuple[Costs, Costs]:
    """Around the executor, and in it."""
    viewer = Viewer(key.row.project_id, "Bench", True, Role.VIEWER, "Bench", key.row.id)
    parts = Parts(settings, make_rates(settings, LocalLimiter(time.monotonic)), viewer, CUSTOMER_PAGE, VARIABLES)
    return (
        {name: await _measure_part(part, effort) for name, part in parts.around_execution().items()},
        {name: await _measure_part(part, effort) for name, part in parts.in_execution().items()},
    )


async def _measure_part(part: Part, effort: Effort) -> float:
    rounds = await measure_cpu({"guarded": part.guarded, "unguarded": part.unguarded}, effort.rounds, effort.calls)
    return median_beyond_bare(rounds, "guarded")
