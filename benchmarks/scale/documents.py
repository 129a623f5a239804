"""What two documents cost: the page of the README, beside that of the other benchmarks, and a large one that is new."""

import json
from itertools import count, takewhile

from benchmarks.findings import Finding
from benchmarks.requests.questions import read_document
from benchmarks.scale.measuring import Ask, Clock, Cost, Side, compare
from benchmarks.scale.plan import MOST_TIMES, Plan
from benchmarks.scale.questions import PAGE, page_bodies

CHARACTERS, MOST_MILLISECONDS = 9_000, 30.0
# More of this size than the service keeps.
_NEW_ONES = 100


async def measure_documents(ask: Ask, customer_ids: list[str], plan: Plan, clock: Clock) -> list[Finding]:
    """Both are asked about the same customers."""
    plain = Side(ask, page_bodies(customer_ids, read_document("page")))
    cost = await compare(plain, Side(ask, page_bodies(customer_ids)), plan.rounds, clock)
    new = Side(ask, [_large_body(number, customer_ids[0]) for number in range(_NEW_ONES)])
    return [_judge_page(cost), _judge_new(await compare(new, new, plan.rounds, clock))]


def _judge_page(cost: Cost) -> Finding:
    found = f"{cost.one:.2f} and {cost.other:.2f} ms of CPU, {cost.times:.2f} ×, at most {MOST_TIMES}"
    return Finding("the benchmarks' page and the README's", found, cost.refused is None and cost.times <= MOST_TIMES)


def _judge_new(cost: Cost) -> Finding:
    found = f"{cost.one:.1f} ms of CPU, at most {MOST_MILLISECONDS:.0f}"
    good = cost.refused is None and cost.one <= MOST_MILLISECONDS
    return Finding(f"a new document of {CHARACTERS:,} characters", found, good)


def _large_body(number: int, customer_id: str) -> bytes:
    """A document that differs from others in its name, and is as long as CHARACTERS at most."""
    documents = (_large_document(number, pages) for pages in count(1))
    *_, largest = takewhile(lambda document: len(document) <= CHARACTERS, documents)
    return json.dumps({"query": largest, "variables": {"id": customer_id}}).encode()


def _large_document(number: int, pages: int) -> str:
    """The customer's page so many times."""
    selected = PAGE[PAGE.index("customer(") : PAGE.rindex("}")]
    return f"query Large{number}($id: ID!) {{ {' '.join(f'c{each}: {selected}' for each in range(pages))} }}"
