"""What is asked: GraphQL documents that any client may send."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from benchmarks.scale.big_customer import SHORT_EMAIL, SOUGHT_EMAIL, SOUGHT_NAME, SOUGHT_NUMBER
from models.values.instant import DAY, Instant, rfc3339


class Question(NamedTuple):
    """A document with its variables, as the body of a request; several bodies are asked in turn."""

    name: str
    bodies: tuple[bytes, ...]


# The page of README.md.
PAGE = """query CustomerPage($id: ID!) { customer(id: $id) {
  name email delinquent nextCharge { at amount { formatted } unknown }
  totals { currency net { formatted } due { formatted } overdue { formatted } }
  paymentIntents(first: 20) {
    nodes { id status amount { formatted } amountRefunded { formatted } disputed failure { message } createdAt } }
  subscriptions(status: ACTIVE) { nodes { id plan { productName } amount { formatted } nextBillingAt cancelAt } }
  invoices(first: 20) { nodes { number total { formatted } status overdue pdfUrl } } } }"""
_LIST = "query List($filter: CustomerFilter) { customers(first: 20, filter: $filter) { nodes { id name email } } }"
_BY_NAME = """query ByName($filter: CustomerFilter) {
  customers(first: 20, filter: $filter, orderBy: NAME) { nodes { id name email } } }"""
_FULL_LIST = """{ customers(first: 20) { nodes { id name delinquent nextBillingAt
  totals { currency net { amountMinor } } subscriptions(first: 5) { nodes { id status } } } } }"""
_COUNT = "query Count($filter: CustomerFilter) { customers(first: 0, filter: $filter) { totalCount } }"
_SEARCH = "query Search($text: String) { customers(first: 20, search: $text) { nodes { id name email } } }"
_COUNT_FOUND = "query Found($text: String) { customers(first: 0, search: $text) { totalCount } }"

_ABOUT_ONE = {
    "totals": "totals { currency received { amountMinor } net { amountMinor } due { amountMinor } }",
    "count of failed payments": "paymentIntents(first: 0, status: FAILED) { totalCount }",
    "payments of a rare status": "paymentIntents(first: 20, status: PROCESSING) { nodes { id amount { formatted } } }",
    "invoices of rare statuses": "invoices(first: 20, status: [DRAFT, VOID]) { nodes { id total { formatted } } }",
    "activity": "activity(first: 20) { nodes { at kind summary } }",
}


def about_customers(
    ids: Iterable[str], common_word: str, unmatched: dict[str, list[str]], now: Instant
) -> list[Question]:
    """What is asked beside few customers and beside many: pages, lists, counts and searches."""
    return [
        Question("customer page", page_bodies(ids)),
        Question("list with totals", (_body(_FULL_LIST),)),
        *_about_lists(unmatched, now),
        *_about_searches(common_word),
    ]


def _about_lists(unmatched: dict[str, list[str]], now: Instant) -> list[Question]:
    past_due, draft = {"subscriptionStatus": ["PAST_DUE"]}, {"invoiceStatus": ["DRAFT"]}
    # They begin and end amidst an hour.
    five_months = {
        "createdFrom": rfc3339(Instant(now - 180 * DAY)),
        "createdBefore": rfc3339(Instant(now - 30 * DAY)),
    }
    filters: dict[str, dict[str, Any]] = {
        "past-due subscription": past_due,
        "draft invoice": draft,
        "overdue": {"overdue": True},
        "two without a match": unmatched,
        "past-due subscription, of five months": past_due | five_months,
        "two without a match, of five months": unmatched | five_months,
    }
    by_name: dict[str, dict[str, Any]] = {
        "created later": {"createdFrom": rfc3339(Instant(now + DAY))},
        "of five months": five_months,
    }
    counted: dict[str, Any] = {
        "all": None,
        "past-due subscription": past_due,
        "two without a match": unmatched,
        "of five months": five_months,
        "past-due subscription, of five months": past_due | five_months,
    }
    return [
        *(Question(f"list: {name}", (_body(_LIST, filter=wanted),)) for name, wanted in filters.items()),
        *(Question(f"list by name: {name}", (_body(_BY_NAME, filter=wanted),)) for name, wanted in by_name.items()),
        *(Question(f"count: {name}", (_body(_COUNT, filter=wanted),)) for name, wanted in counted.items()),
    ]


def _about_searches(common_word: str) -> list[Question]:
    texts = {
        "e-mail": SOUGHT_EMAIL,
        "e-mail of single letters": SHORT_EMAIL,
        "number": SOUGHT_NUMBER,
        "name": SOUGHT_NAME,
        "one letter": common_word[:1],
        "common word": common_word,
        "common word and another": f"{common_word} {SOUGHT_NAME.split()[1]}",
    }
    return [
        *(Question(f"search: {name}", (_body(_SEARCH, text=text),)) for name, text in texts.items()),
        Question("count: name", (_body(_COUNT_FOUND, text=SOUGHT_NAME),)),
        # Of few customers, too, it finds more than the thousand that are counted.
        Question("count: one letter", (_body(_COUNT_FOUND, text=common_word[:1]),)),
    ]


def page_bodies(ids: Iterable[str], page: str = PAGE) -> tuple[bytes, ...]:
    """The page of each customer."""
    return tuple(_body(page, id=each) for each in ids)


def about_one(customer: str) -> list[Question]:
    """What is asked about a big customer and about a small one."""
    parts = {
        name: f"query One($id: ID!) {{ customer(id: $id) {{ {selected} }} }}" for name, selected in _ABOUT_ONE.items()
    }
    documents = {"customer page": PAGE, **parts}
    return [Question(name, (_body(document, id=customer),)) for name, document in documents.items()]


def count_body(conditions: dict[str, list[str]]) -> bytes:
    """How many customers meet the conditions."""
    return _body(_COUNT, filter=conditions)


def heavy_filters() -> tuple[bytes, ...]:
    """Lists by filters, and counts: different ones."""
    document = """query Filtered($subscription: [SubscriptionStatus!], $invoice: [InvoiceStatus!]) {
      customers(
        first: 100, filter: {subscriptionStatus: $subscription, invoiceStatus: $invoice}, orderBy: OLDEST
      ) {
        totalCount
        nodes { id totals { currency net { amountMinor } } paymentIntents(first: 50) { nodes { id } } }
      }
    }"""
    pairs = (("PAST_DUE", "UNCOLLECTIBLE"), ("CANCELED", "VOID"), ("PAUSED", "DRAFT"), ("TRIALING", "OPEN"))
    return tuple(_body(document, subscription=[one], invoice=[other]) for one, other in pairs)


def heavy_lists() -> tuple[bytes, ...]:
    """The heaviest lists that the limits allow: some 10,000 nodes each, in different orders."""
    document = """query Heavy($orderBy: CustomerOrder) {
      customers(first: 100, orderBy: $orderBy) {
        nodes {
          id name totals { currency net { formatted } }
          paymentIntents(first: 50) { nodes { id status amount { formatted } createdAt } }
          invoices(first: 50) { nodes { id number status total { formatted } pdfUrl } }
        }
      }
    }"""
    return tuple(_body(document, orderBy=order) for order in ("NEWEST", "OLDEST", "NAME", "NEWEST"))


def _body(document: str, **variables: Any) -> bytes:
    return json.dumps({"query": document, "variables": variables}).encode()
