"""Each database is one object, and nothing outside storage asks which one it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage.database import Database
from storage.dialect import UnsupportedDatabase
from storage.dialects import DIALECTS, dialect_for, dialect_of

ROOT = Path(__file__).parents[2]
# Those that must not know which databases there are; migrations and benchmarks may.
PACKAGES = ("models", "resolvers", "intake", "schema", "engine", "pdf", "dashboard", "app")
NAMES = {name for dialect in DIALECTS for name in (dialect.name, dialect.drivername)}


def names_of_databases(source: str) -> Iterator[str]:
    """Where a database is named as a value, or its part of SQLAlchemy imported; prose and settings may speak of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield f"line {node.lineno}: {node.value!r}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy.dialects"):
            yield f"line {node.lineno}: {node.module}"


def test_a_name_of_a_database_is_recognised() -> None:
    asks = 'is_embedded = database.name == "sqlite"'
    imports = "from sqlalchemy.dialects.postgresql import insert"

    assert list(names_of_databases(asks)) == ["line 1: 'sqlite'"]
    assert list(names_of_databases(imports)) == ["line 1: sqlalchemy.dialects.postgresql"]
    assert list(names_of_databases('"""An sqlite file."""')) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_but_storage_asks_which_database_it_is(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in (ROOT / package).rglob("*.py")
        if (names := list(names_of_databases(path.read_text())))
    }

    assert found == {}


@pytest.mark.parametrize("url", ["mysql://here/db", "sqlite:///x.db", "postgresql://here/db"])
def test_a_url_that_no_dialect_serves_is_refused_with_those_that_would_be(url: str) -> None:
    with pytest.raises(UnsupportedDatabase, match=r"is not sqlite\+aiosqlite or postgresql\+asyncpg"):
        dialect_for(make_url(url))


async def test_a_connection_has_the_dialect_of_its_database(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert dialect_of(connection) is database.dialect


def test_a_file_has_no_pooler() -> None:
    with pytest.raises(UnsupportedDatabase, match="SQLite is a file, and no pooler stands before it"):
        Database("sqlite+aiosqlite:///var/x.db", pooled=True)
