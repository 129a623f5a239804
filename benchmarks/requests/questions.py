"""What is asked: a customer's page, and a list of customers with some of theirs, in each contestant's words.

Only what every peer can give equally is asked: no amount as people write it, whose text depends on each platform's
locale data, and no sums, which none of them would have without code of its own.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import orjson

LIST_SIZE = 50
_DOCUMENTS = Path(__file__).parent / "documents"


class Question(StrEnum):
    """One of the two; its value is the name of its document."""

    PAGE = "page"
    LIST = "list"


class Asked(NamedTuple):
    """One HTTP request; a body is JSON, and without one it is a GET."""

    path: str
    body: bytes = b""

    @property
    def method(self) -> str:
        """As HTTP has it."""
        return "POST" if self.body else "GET"


Wording = dict[Question, list[Asked]]


def read_document(name: str) -> str:
    """The text of a GraphQL document."""
    return (_DOCUMENTS / f"{name}.graphql").read_text()


def word_graphql(customer_ids: list[str]) -> Wording:
    """For every server with the shared schema."""
    return {
        Question.PAGE: [_post("page", {"id": customer_id}) for customer_id in customer_ids],
        Question.LIST: [_post("list", {"first": LIST_SIZE})],
    }


def word_postgraphile(customer_ids: list[str], project: str) -> Wording:
    """In the names that PostGraphile makes from the tables, with aliases so that the answer is the same."""
    mine = {"project": project}
    return {
        Question.PAGE: [_post("postgraphile_page", {**mine, "id": customer_id}) for customer_id in customer_ids],
        Question.LIST: [_post("postgraphile_list", {**mine, "first": LIST_SIZE})],
    }


def word_handwritten(customer_ids: list[str]) -> Wording:
    """As the routes have it."""
    return {
        Question.PAGE: [Asked(f"/customers/{customer_id}") for customer_id in customer_ids],
        Question.LIST: [Asked(f"/customers?first={LIST_SIZE}")],
    }


def _post(document: str, variables: dict[str, Any]) -> Asked:
    return Asked("/graphql", orjson.dumps({"query": read_document(document), "variables": variables}))
