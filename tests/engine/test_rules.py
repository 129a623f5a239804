"""The rules of validation find in any document what graphql-core's own way finds."""

import re
from random import Random

import pytest
from graphql import GraphQLError, GraphQLSyntaxError, parse, specified_rules, validate
from graphql.validation.validate import ValidationAbortedError
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.rules import find_errors
from schema.root import SCHEMA
from tests.engine.generated_documents import Draw

# Names, numbers, texts and signs.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[$@]?\w+|\.\.\.|[^\s\w]')
STRANGE = [
    "nobody",
    "$missing",
    "@skip(if: true)",
    "@include(if: $b)",
    "... on Customer { id }",
    "...Nothing",
    "1",
    "{ id }",
]
FRAGMENTS = """query A($id: ID!, $unused: Int) { customer(id: $id) { ...One ...Two nmae } }
fragment One on Customer { id ...Two email: name } fragment Two on Customer { email ...One }
fragment Three on Nobody { id }
query A { customer { ...Three } viewer }"""

pytestmark = pytest.mark.one_database


@settings(deadline=None)
@given(seed=st.integers(0, 2**64), changes=st.integers(0, 6))
def test_a_document_has_the_errors_that_the_library_finds(seed: int, changes: int) -> None:
    random = Random(seed)
    text, _ = Draw(random, ["text"]).document()

    assert_same_errors(spoil(text, random, changes))


@pytest.mark.parametrize("most", [1, 3, 100])
def test_fragments_and_very_many_errors_are_found_as_the_library_finds_them(most: int) -> None:
    assert_same_errors(FRAGMENTS, most)
    assert_same_errors(
        "{ viewer { name } } " + "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} }} " for n in range(220)), most
    )
    assert_same_errors("{ " + " ".join(f"field_{number}" for number in range(200)) + " }", most)


def assert_same_errors(text: str, most: int = 100) -> None:
    try:
        document = parse(text)
    except GraphQLSyntaxError:
        return

    found = find_errors(SCHEMA._schema, document, specified_rules, most, hide=False)

    expected = validate(SCHEMA._schema, document, specified_rules, max_errors=most)
    assert describe(found[:most]) == describe(expected[:most])
    assert len(found) == len(expected)


def describe(errors: list[GraphQLError]) -> list[object]:
    return [
        "given up" if isinstance(error, ValidationAbortedError) else (error.message, error.locations)
        for error in errors
    ]


def spoil(text: str, random: Random, changes: int) -> str:
    """The document with some of its tokens gone, doubled, moved or replaced."""
    tokens = TOKEN.findall(text)
    for _ in range(changes):
        place = random.randrange(len(tokens))
        change = random.choice(["drop", "double", "replace", "add", "swap"])
        if change == "drop":
            del tokens[place]
        elif change == "double":
            tokens.insert(place, tokens[place])
        elif change == "swap":
            tokens[place] = random.choice(tokens)
        else:
            tokens[place : place + (change == "replace")] = [random.choice(STRANGE)]
    return " ".join(tokens)
