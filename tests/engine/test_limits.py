"""Limits of a document: exactly the limit is allowed, and more is refused before anything is validated or executed."""

import time
from pathlib import Path

import pytest
from graphql import get_introspection_query

from engine.documents.cache import CACHED_CHARACTERS, DocumentCache
from engine.documents.document import Document
from engine.documents.reader import MESSAGE_LENGTH, DocumentReader
from engine.limits import DEFAULT_LIMITS, MAX_NESTING, Limits
from schema.root import SCHEMA

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "graphiql" / "src" / "examples").glob("*.graphql"))

CANCEL = 'cancelSubscription(input: {subscriptionId: "sub_1"}) { userErrors { code } }'


def read(text: str, limits: Limits = DEFAULT_LIMITS, introspection: bool = True) -> Document:
    return DocumentReader(SCHEMA, limits, introspection).read(text)


def outcome(text: str, **options: bool) -> list[tuple[str, str]]:
    return [(error["extensions"]["code"], error["message"]) for error in read(text, **options).errors]


def source_of(characters: int) -> str:
    return "{ viewer { name } }".ljust(characters)


def tokens(count: int) -> str:
    # Six braces and names, and more names; the parser doesn't count the end.
    return "{ viewer { name " + "name " * (count - 6) + "} }"


def comments(count: int) -> str:
    return "#\n" * count + "{ viewer { name } }"


def nested(depth: int) -> str:
    """A document whose longest path has this many fields: from an invoice to its customer and to an invoice again."""
    opened = ['invoice(id: "in_1")']
    while len(opened) < depth - 1:
        opened += ["customer", "invoices(first: 1)", "nodes"]
    opened = opened[: depth - 1]
    last = {"customer": "name", "invoices(first: 1)": "totalCount"}.get(opened[-1], "number")
    return "{ " + " { ".join(opened) + " { " + last + " }" * len(opened) + " }"


def aliases(count: int) -> str:
    return "{ viewer { " + " ".join(f"a{number}: name" for number in range(count)) + " } }"


def root_fields(count: int) -> str:
    return "{ " + "__typename " * count + "}"


def mutations(count: int) -> str:
    named = [f"mutation M{number} {{ {CANCEL} }}" for number in range(count)]
    return " ".join(named)


def directives(count: int) -> str:
    return "{ viewer { " + "name @include(if: true) " * count + "} }"


def selections(count: int) -> str:
    # 30 spreads a level of what has the rest: 1 + 30 × (1 + n) selections and as many more as are missing.
    each, missing = divmod(count - 1, 30)
    fragment = "fragment F on Viewer { " + "name " * (each - 1) + "}"
    return "{ viewer { " + "...F " * 30 + "name " * missing + "} } " + fragment


def nesting(count: int) -> str:
    return "{ " + "... { " * (count - 2) + "viewer { name }" + " }" * (count - 1)


BOUNDARIES = [
    (source_of, 15_000, "The document has more than 15,000 characters."),
    (tokens, 2_000, "The document has more than 2,000 tokens."),
    (comments, 100, "The document has more than 100 comments."),
    (nested, 16, "The document has more than 16 levels of fields."),
    (aliases, 30, "The document has more than 30 aliases in an operation."),
    (root_fields, 20, "The document has more than 20 root fields in an operation."),
    (mutations, 5, "The document has more than 5 mutations."),
    (directives, 50, "The document has more than 50 directives in an operation."),
    (selections, 2_000, "The document has more than 2,000 selections when its fragments are put in place."),
    (nesting, MAX_NESTING, "The document nests fields and fragments more than 64 levels deep."),
]


@pytest.mark.parametrize(("make", "limit", "message"), BOUNDARIES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_limit_is_allowed_and_one_more_is_refused(make: object, limit: int, message: str) -> None:
    assert callable(make)

    # Repetitions may be too many to compare, but another limit refuses that.
    allowed, refused = outcome(make(limit)), outcome(make(limit + 1))

    assert [found for found in allowed if "too complex" not in found[1]] == []
    assert refused == [("LIMIT_EXCEEDED", message)]


@pytest.mark.parametrize(
    ("fragments", "code"),
    [
        ("...A} fragment A on Viewer { name " + "a: name " * 16 + "}", None),
        ("...A ...A} fragment A on Viewer { " + "a: name " * 16 + "}", "LIMIT_EXCEEDED"),
        ("...A} fragment A on Viewer { ...A name }", "GRAPHQL_VALIDATION_FAILED"),
        ("...A} fragment A on Viewer { ...B } fragment B on Viewer { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("...Nobody}", "GRAPHQL_VALIDATION_FAILED"),
        ("name} fragment A on Viewer { name }", "GRAPHQL_VALIDATION_FAILED"),
        ("...A} fragment A on Viewer { name } fragment A on Viewer { name }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_fragments_count_where_they_are_put_and_wrong_ones_are_left_to_validation(
    fragments: str, code: str | None
) -> None:
    found = outcome("{ viewer { " + fragments.replace("}", "} }", 1))

    assert {kind for kind, _ in found} == (set() if code is None else {code})


@pytest.mark.parametrize(
    "text",
    [
        "{ customers(first: " + "[" * 1_900,
        "{ customers(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }",
        "{ customers(filter: " + "{a:" * 300 + "1" + "}" * 300 + ") { totalCount } }",
        "{ a" * 900,
        "query($v: " + "[" * 900 + "Int" + "]" * 900 + ") { viewer { name } }",
        "{ viewer { ...F0 } } "
        + "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} ...F{n + 1} }} " for n in range(100))
        + "fragment F100 on Viewer { name }",
        "{ viewer { name } } " + "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} }} " for n in range(220)),
        "{ viewer { " + "name " * 1_900 + "} }",
        '{ customer(id: "cus_1") { ' + "invoices { nodes { id } } " * 240 + "} }",
        '{ customer(id: "cus_1") { '
        + "".join(f"...F{n} " for n in range(110))
        + "} }"
        + "".join(f"fragment F{n} on Customer {{ invoices {{ nodes {{ id }} }} }} " for n in range(110)),
    ],
    ids=lambda text: text[:40],
)
def test_what_would_take_long_to_read_is_refused_in_a_moment(text: str, settled: None) -> None:
    read("{ viewer { name } }")

    started = time.process_time()
    found = outcome(text)

    assert time.process_time() - started < 0.5
    assert [code for code, _ in found] == ["LIMIT_EXCEEDED"]


def test_at_most_five_mistakes_are_told() -> None:
    four, five, many = (outcome("{ " + " ".join(f"x{n}" for n in range(count)) + " }") for count in (4, 5, 20))

    assert [len(four), len(five), len(many)] == [4, 5, 5]


def test_the_introspection_of_graphiql_passes() -> None:
    everything = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    assert outcome(everything) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_of_graphiql_pass(path: Path) -> None:
    document = read(path.read_text())

    assert document.errors == ()
    assert all(operation.cost.of({}) <= 1_000 for operation in document.operations.values())


LEAKS = [
    "{ viewer }",
    "{ vewer { name } }",
    "{ viewer { nam } }",
    '{ customer(ide: "cus_1") { id } }',
    '{ node(id: "cus_1") { email } }',
    "{ customers(orderBy: NEWES) { totalCount } }",
    "{ customers(filter: {overdu: true}) { totalCount } }",
    "query Q($v: CustomerFilte) { customers(filter: $v) { totalCount } }",
    "{ viewer { ... on Viewr { name } } }",
    "{ viewer @includ(if: true) { name } }",
]


@pytest.mark.parametrize("text", LEAKS)
def test_nothing_is_suggested_unless_introspection_is_on(text: str) -> None:
    told, untold = outcome(text), outcome(text, introspection=False)

    assert [code for code, _ in untold] == [code for code, _ in told] != []
    assert not any("Did you mean" in message for _, message in untold)


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Customer") { name secret } }',
        "{ ...F } fragment F on Query { a: __schema { nothing } }",
        "{ vewer __schema { queryType { nam } } }",
        "mutation { __schema { queryType { name } } }",
    ],
)
def test_introspection_that_is_switched_off_is_refused_and_tells_nothing(text: str) -> None:
    assert outcome(text, introspection=False) == [("GRAPHQL_VALIDATION_FAILED", "Introspection is switched off.")]


def test_typename_is_always_allowed() -> None:
    assert outcome("{ __typename viewer { __typename } }", introspection=False) == []


def test_kept_documents_have_a_bound_on_their_characters_and_refused_ones_keep_no_tree() -> None:
    documents = DocumentCache(DocumentReader(SCHEMA))

    refused = documents.get("{ customers(filter: " + "{a:" * 190 + "1" + "}" * 190 + ") { totalCount } }")
    for number in range(80):
        documents.get(source_of(15_000 - number))
    documents.get(source_of(15_001))

    assert refused.ast is None
    assert all(type(error) is dict and len(error["message"]) <= MESSAGE_LENGTH + 1 for error in refused.errors)
    assert sum(map(len, documents._cached)) == documents._characters <= CACHED_CHARACTERS
    assert abs(len(documents._cached) - CACHED_CHARACTERS // 15_000) <= 1
