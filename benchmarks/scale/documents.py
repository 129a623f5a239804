"""What two documents cost: the page of the README, beside that of the other benchmarks, and a large one that is new."""

import json
from itertools import count, takewhile
from statistics import median

from benchmarks.findings import Finding
from benchmarks.requests.questions import read_document
from benchmarks.scale.measuring import Ask, Clock, Cost, Side, compare
from benchmarks.scale.parameters import MOST_TIMES, Parameters
from benchmarks.scale.questions import PAGE, page_bodies

CHARACTERS, MOST_MILLISECONDS = 9_000, 30.0
# The first ones compile statements too, which are the same for every document.
_WARM_UP = 3


async def measure_documents(ask: Ask, customer_ids: list[str], parameters: Parameters, clock: Clock) -> list[Finding]:
    """Both are asked about the same customers."""
    plain = Side(ask, page_bodies(customer_ids, read_document("page")))
    cost = await compare(plain, Side(ask, page_bodies(customer_ids)), parameters.rounds, clock)
    return [_judge_page(cost), await _measure_new(ask, customer_ids[0], parameters.rounds, clock)]


async def _measure_new(ask: Ask, customer_id: str, rounds: int, clock: Clock) -> Finding:
    taken, statuses = [], set()
    for number in range(_WARM_UP + rounds):
        body, began = _large_body(number, customer_id), clock()
        statuses.add((await ask(body)).status)
        taken.append((clock() - began) * 1000)
    milliseconds = median(taken[_WARM_UP:])
    found = f"{milliseconds:.1f} ms of CPU, at most {MOST_MILLISECONDS:.0f}"
    good = statuses == {200} and milliseconds <= MOST_MILLISECONDS
    return Finding(f"a new document of {CHARACTERS:,} characters", found, good)


def _judge_page(cost: Cost) -> Finding:
    found = f"{cost.one:.2f} and {cost.other:.2f} ms of CPU, {cost.times:.2f} ×, at most {MOST_TIMES}"
    return Finding("the benchmarks' page and the README's", found, cost.refused is None and cost.times <= MOST_TIMES)


def _large_body(number: int, customer_id: str) -> bytes:
    """A document that differs from others in its name, and is as long as CHARACTERS at most."""
    documents = (_large_document(number, pages) for pages in count(1))
    *_, largest = takewhile(lambda document: len(document) <= CHARACTERS, documents)
    return json.dumps({"query": largest, "variables": {"id": customer_id}}).encode()


def _large_document(number: int, pages: int) -> str:
    """The customer's page so many times."""
    selected = PAGE[PAGE.index("customer(") : PAGE.rindex("}")]
    return f"query Large{number}($id: ID!) {{ {' '.join(f'c{each}: {selected}' for each in range(pages))} }}"
