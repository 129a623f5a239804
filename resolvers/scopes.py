"""The viewer's bounds as SQL: every statement is built from a scope, and a scope only from a viewer."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, SelectBase, Text, and_, bindparam
from sqlmodel import SQLModel

from models.customer import Customer
from models.database import Database
from models.statements import Row, Statement, compile_statement
from models.viewer import Viewer

Build = Callable[..., SelectBase]


class Scope:
    """What a statement may be built for: a dialect, and whether the viewer sees one customer alone."""

    def __init__(self, dialect: str, one_customer: bool) -> None:
        self.dialect = dialect
        self.one_customer = one_customer

    def table(self, model: type[SQLModel], name: str | None = None) -> Any:
        """The model's table under a name of its own in the statement."""
        return model.__table__.alias(name)  # type: ignore[attr-defined]

    def bounds(self, table: Any) -> ColumnElement[bool]:
        """The rows of a table or alias that the viewer may see."""
        clauses = [
            table.c.project_id == bindparam("project_id"),
            table.c.live_mode == bindparam("live_mode"),
        ]
        owner = _owner_column(table)
        if self.one_customer and owner is not None:
            clauses.append(owner == bindparam("only_customer_id"))
        return and_(*clauses)


class Reads:
    """Runs statements for one viewer; each shape of a statement is compiled once for the process."""

    def __init__(self, database: Database, viewer: Viewer) -> None:
        self._database = database
        self.viewer = viewer

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._database.dialect

    async def fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        """The decoded rows of `build(scope, *shape)` with `values` bound; `shape` must be hashable."""
        one_customer = self.viewer.customer_id is not None
        statement = _compile(build, self._database.dialect, one_customer, shape)
        return await self._database.fetch(statement, {**self._bounds(), **values})

    def _bounds(self) -> dict[str, Any]:
        return {
            "project_id": self.viewer.project_id,
            "live_mode": self.viewer.live_mode,
            "only_customer_id": self.viewer.customer_id,
        }


def text_parameter(name: str) -> Any:
    """A parameter of text."""
    return bindparam(name, type_=Text)


def number_parameter(name: str) -> Any:
    """A parameter of an integer."""
    return bindparam(name, type_=BigInteger)


@lru_cache(maxsize=1024)
def _compile(build: Build, dialect: str, one_customer: bool, shape: tuple[Any, ...]) -> Statement:
    return compile_statement(build(Scope(dialect, one_customer), *shape), dialect)


def _owner_column(table: Any) -> Any:
    if table.element is Customer.__table__:  # type: ignore[attr-defined]
        return table.c.id
    return table.c.get("customer_id")
