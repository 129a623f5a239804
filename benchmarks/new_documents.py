"""Documents that were never met before: their CPU beside graphql-core's own way, and the memory of very many."""

import os
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from statistics import median
from typing import Any, NamedTuple

from graphql import execute, parse, validate

from app.contexts import open_context
from app.settings import Settings
from benchmarks.database import add_seller, migrated, sqlite_url
from benchmarks.documents import CUSTOMER_LIST, CUSTOMER_PAGE, INVOICE_NODE
from benchmarks.findings import AnswersDiffer, Finding
from benchmarks.memory import MEBIBYTE, resident_bytes
from engine.executor import Executor
from engine.request import GraphQLRequest
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role, Viewer
from models.values.instant import system_clock
from resolvers.context import RequestContext
from schema.root import SCHEMA

MOST_TIMES, MOST_MEBIBYTES = 1.3, 100.0
ROUNDS, WARM_UP = 60, 15
# Of so many documents one is about as long as a document may be.
LONG_ONE_IN = 250

_PAGE_FIELDS = CUSTOMER_PAGE[CUSTOMER_PAGE.index("{", CUSTOMER_PAGE.index("customer(")) : CUSTOMER_PAGE.rindex("}")]
_LONG = "query Q($id: ID!) { " + " ".join(f"c{n}: customer(id: $id) {_PAGE_FIELDS}" for n in range(12)) + " }"
_NAME = re.compile(r"query \w+")

NewContext = Callable[[], RequestContext]


class Asked(NamedTuple):
    """A document, to be told from every other by its operation's name, and its variables."""

    text: str
    variables: dict[str, Any]

    def named(self, number: int) -> GraphQLRequest:
        """The same document under another name, so that no cache has it."""
        return GraphQLRequest(_NAME.sub(f"query Q{number}", self.text, count=1), self.variables)


async def measure_new_documents(count: int, rounds: int = ROUNDS) -> list[Finding]:
    """Every answer is compared before its time counts."""
    with sqlite_url() as url:
        async with migrated(url) as database:
            project = await add_seller(database)
            await load_synthetic(database, project, live_mode=True, customers=100, seed=1, now=system_clock())
            viewer = Viewer(project, "Bench", True, Role.VIEWER, "Bench", "key_1")
            new_context = partial(open_context, database, viewer, Settings())
            documents = await _documents(new_context)
            compared = [await _compare(name, asked, new_context, rounds) for name, asked in documents.items()]
            return [*compared, await _fill(list(documents.values()), count, new_context)]


async def _documents(new_context: NewContext) -> dict[str, Asked]:
    first = GraphQLRequest("{ customers(first: 50) { nodes { id invoices(first: 1) { nodes { id } } } } }")
    customers = (await Executor().run(first, new_context())).body["data"]["customers"]["nodes"]
    customer = next(each for each in customers if each["invoices"]["nodes"])
    mine, invoice = {"id": customer["id"]}, customer["invoices"]["nodes"][0]
    return {
        "the viewer": Asked("query Q { viewer { name } }", {}),
        "a customer": Asked("query Q($id: ID!) { customer(id: $id) { name email } }", mine),
        "names": Asked("query Q { customers(first: 3) { nodes { id name } } }", {}),
        "an invoice": Asked(INVOICE_NODE, invoice),
        "the page": Asked(CUSTOMER_PAGE, mine),
        "the list": Asked(CUSTOMER_LIST, {"first": 50}),
    }


async def _compare(name: str, asked: Asked, new_context: NewContext, rounds: int) -> Finding:
    executor = Executor()
    ratios = []
    for number in range(rounds):
        request = asked.named(number)
        answer, ours = await _timed(lambda request=request: executor.run(request, new_context()))  # type: ignore[misc]
        result, core = await _timed(lambda request=request: _run_by_core(request, new_context()))  # type: ignore[misc]
        if answer.body != {"data": result}:
            raise AnswersDiffer(f"{name}: graphql-core answers something else to {request}")
        ratios.append(ours / core)
    # The first of them compile statements too, which are the same for every document, and teach the interpreter.
    times = median(ratios[WARM_UP:])
    told = f"{times:.2f} × graphql-core's parsing, validation and execution, at most {MOST_TIMES:g}"
    return Finding(f"a new document: {name}", told, times <= MOST_TIMES)


async def _fill(asked: list[Asked], count: int, new_context: NewContext) -> Finding:
    executor = Executor()
    long = Asked(_LONG, asked[1].variables)
    # A list takes longest, and keeps no more than a page does.
    turns = asked[:-1]
    for number, each in enumerate([*turns, long]):
        await executor.run(each.named(number), new_context())
    base = resident_bytes(os.getpid())
    for number in range(count):
        each = long if number % LONG_ONE_IN == 0 else turns[number % len(turns)]
        answer = await executor.run(each.named(1_000 + number), new_context())
        if "errors" in answer.body:
            raise AnswersDiffer(f"an error: {answer.body}")
    grown = (resident_bytes(os.getpid()) - base) / MEBIBYTE
    told = f"{grown:+.0f} MiB over {base / MEBIBYTE:.0f}, at most {MOST_MEBIBYTES:+.0f}"
    return Finding(f"{count:,} documents", told, grown <= MOST_MEBIBYTES)


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[Any, float]:
    started = time.process_time()
    return await work(), time.process_time() - started


async def _run_by_core(request: GraphQLRequest, context: RequestContext) -> dict[str, Any] | None:
    document = parse(request.query)
    if errors := validate(SCHEMA._schema, document):
        raise errors[0]
    result = execute(SCHEMA._schema, document, context_value=context, variable_values=request.variables)
    return (await result if isawaitable(result) else result).data
