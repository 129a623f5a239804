"""Every dependency is used, and whatever is imported is a dependency."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from typing import Any

from packaging.requirements import Requirement

from supply_chain.component import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
SHIPPED = ("app", "engine", "schema", "pdf", "dashboard", "intake", "resolvers", "models", "storage", "migrations")
DEVELOPMENT = ("tests", "supply_chain", "docs")
# Used without being imported: by another library that finds it, by its command, or for its files.
WITHOUT_IMPORT = {
    "aiosqlite": "SQLAlchemy's driver for SQLite",
    "greenlet": "SQLAlchemy's async sessions",
    "font-source-sans-pro": "fonts",
    "manimgx-fonts": "fonts",
    "noto-cjk-sans-jp-regular": "fonts",
    "httptools": "uvicorn's parser",
    "uvloop": "uvicorn's event loop",
}
# Of development: run as commands or by pytest, or read as files.
COMMANDS = {
    "hatchling", "import-linter", "mypy", "pip-audit", "pytest-timeout", "pytest-xdist", "ruff", "uv",
    "types-python-dateutil", "factur-x",
}  # fmt: skip


# What the last release needs and this one does not: a test runs its code.
OF_LAST_RELEASE = {"limits"}


def names_of(requirements: list[str]) -> set[str]:
    return {Requirement(each).name.lower().replace("_", "-") for each in requirements}


def owners_of_imports(*folders: str) -> list[set[str]]:
    """Of each module imported anywhere below the folders, within functions too, who may have brought it."""
    owners = packages_distributions()
    sources = (path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py"))
    modules = {name for source in sources for name in _list_modules(source)}
    # Several distributions can share a namespace.
    return [{owner.lower().replace("_", "-") for owner in owners[module]} for module in modules if module in owners]


def imported_by(*folders: str) -> set[str]:
    return set().union(*owners_of_imports(*folders))


def _list_modules(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def test_every_dependency_is_used() -> None:
    wanted = names_of(PROJECT["dependencies"] + EXTRAS["redis"] + EXTRAS["tracing"])

    assert wanted - imported_by(*SHIPPED) - WITHOUT_IMPORT.keys() == set()


def test_every_dependency_of_development_is_used() -> None:
    wanted = names_of(EXTRAS["dev"]) - names_of(EXTRAS["redis"] + EXTRAS["tracing"])

    assert wanted - imported_by(*SHIPPED, *DEVELOPMENT) - COMMANDS - OF_LAST_RELEASE == set()


def test_whatever_is_imported_is_a_dependency() -> None:
    declared = names_of([*PROJECT["dependencies"], *EXTRAS["redis"], *EXTRAS["tracing"]])

    assert [owners for owners in owners_of_imports(*SHIPPED) if not owners & declared] == []
