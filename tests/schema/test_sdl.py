"""The exported schema: up to date, described throughout, and faithful to the contract."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
)

from schema.root import SCHEMA, print_schema

ROOT = Path(__file__).parents[2]


def elements() -> Iterator[tuple[str, Any]]:
    for name, kind in SCHEMA._schema.type_map.items():
        if name.startswith("__") or name in ("Int", "Float", "String", "Boolean", "ID"):
            continue
        yield name, kind
        match kind:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field_name, field in kind.fields.items():
                    yield f"{name}.{field_name}", field
                    yield from ((f"{name}.{field_name}({arg})", value) for arg, value in field.args.items())
            case GraphQLInputObjectType():
                yield from ((f"{name}.{field_name}", field) for field_name, field in kind.fields.items())
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", definition) for value, definition in kind.values.items())


def test_the_exported_schema_is_the_programs() -> None:
    assert (ROOT / "schema.graphql").read_text() == print_schema(), "run make fix: it rewrites schema.graphql"


def test_the_exported_schema_names_its_roots() -> None:
    assert print_schema().startswith("schema {\n  query: Query\n  mutation: Mutation\n}\n")


def test_everything_in_the_schema_is_described() -> None:
    silent = [name for name, element in elements() if not (element.description or "").strip()]

    assert silent == []


def test_every_description_is_a_sentence() -> None:
    odd = [
        name
        for name, element in elements()
        if element.description and not element.description.rstrip(")`").endswith(".")
    ]

    assert odd == []


def test_nothing_of_the_contract_is_broken() -> None:
    contract = build_schema((ROOT / "tests/data/contract.graphql").read_text())
    exported = build_schema(print_schema())

    assert find_breaking_changes(contract, exported) == []
