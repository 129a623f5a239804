"""Documents are read once, kept while they are used, and refused with a code and a position."""

import pytest

from engine.documents.cache import DocumentCache
from engine.documents.reader import DocumentReader
from schema.root import SCHEMA
from tests.asking import Ask

pytestmark = pytest.mark.one_database


def make_documents(count: int) -> list[str]:
    return [f"query Q{number} {{ viewer {{ name }} }}" for number in range(count)]


def test_of_513_documents_the_512_used_last_are_kept() -> None:
    documents, texts = DocumentCache(DocumentReader(SCHEMA)), make_documents(513)
    kept = {text: documents.get(text) for text in texts[:512]}
    documents.get(texts[0])

    documents.get(texts[512])

    assert len(documents._cached) == 512
    assert texts[1] not in documents._cached
    assert documents.get(texts[0]) is kept[texts[0]]
    assert documents.get(texts[1]) is not kept[texts[1]]


def test_an_invalid_document_is_kept_too() -> None:
    documents = DocumentCache(DocumentReader(SCHEMA))

    assert documents.get("{ nothing }") is documents.get("{ nothing }")
    assert documents.get("{") is documents.get("{")


@pytest.mark.parametrize(
    ("text", "code", "locations"),
    [
        ("", "GRAPHQL_PARSE_FAILED", [(1, 1)]),
        ("{", "GRAPHQL_PARSE_FAILED", [(1, 2)]),
        ("{\n  viewer {{\n}", "GRAPHQL_PARSE_FAILED", [(2, 11)]),
        ('{ customers(search: "\\ud800") { totalCount } }', "GRAPHQL_PARSE_FAILED", [(1, 22)]),
        ("{ a" * 3000, "LIMIT_EXCEEDED", [(1, 601)]),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", [(1, 3)]),
        ("{\n  viewer\n}", "GRAPHQL_VALIDATION_FAILED", [(2, 3)]),
        ("{ customer { id } }", "GRAPHQL_VALIDATION_FAILED", [(1, 3)]),
        ("query Q($x: Int) { viewer { name } }", "GRAPHQL_VALIDATION_FAILED", [(1, 9)]),
        ("{ customers(orderBy: 1) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", [(1, 22)]),
        ("{ customers(first: 3000000000) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", [(1, 20)]),
        ('{ customers(filter: {createdFrom: "x"}) { totalCount } }', "GRAPHQL_VALIDATION_FAILED", [(1, 35)]),
        ("{ customers(filter: {overdue: 1}) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", [(1, 31)]),
        ("subscription { viewer }", "GRAPHQL_VALIDATION_FAILED", [(1, 1)]),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_text_that_is_no_document_is_refused_with_its_position(
    ask: Ask, text: str, code: str, locations: list[tuple[int, int]]
) -> None:
    first, again = await ask(text), await ask(text)

    assert list(first) == ["errors"]
    [error] = first["errors"]
    assert error["extensions"] == {"code": code}
    assert [(place["line"], place["column"]) for place in error["locations"]] == locations
    assert again == first


async def test_all_mistakes_of_a_document_are_told_at_once(ask: Ask) -> None:
    answer = await ask("{ first second(x: 1) viewer { name zzzzzz } }")

    assert [error["message"] for error in answer["errors"]] == [
        "Cannot query field 'first' on type 'Query'.",
        "Cannot query field 'second' on type 'Query'.",
        "Cannot query field 'zzzzzz' on type 'Viewer'.",
    ]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
