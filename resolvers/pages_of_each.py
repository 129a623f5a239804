"""A page of rows for each of many parents, in one statement."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal_column, select, true
from sqlmodel import SQLModel

from models.statements import elements_of
from resolvers.scopes import Scope

# Narrows a select to one parent's page: (select, the table it picks from, the parent's id).
Narrow = Callable[[Select[Any], Any, Any], Select[Any]]


class PagesOfEach(NamedTuple):
    """`parent` is the parent's id beside each of the picked `rows`."""

    parent: Any
    rows: Any
    source: Any
    is_picked: ColumnElement[bool]

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of each picked row and its parent."""
        return select(*columns).select_from(self.source).where(self.is_picked)


def pages_of_each(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    """The rows of `model` that `narrow` picks for each of the parents bound as `keys`."""
    return _FORMS[scope.dialect](scope, model, narrow)


def _on_sqlite(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    # A correlated subquery finds each parent's page in the index; SQLite has no LATERAL.
    parents = elements_of("keys", scope.dialect)
    picked, child = scope.table(model, "picked"), scope.table(model, "child")
    page = narrow(select(literal_column("picked.rowid")), picked, parents.c.value).correlate(parents)
    # An outer join is what keeps SQLite from beginning with all children; what it adds for a parent without any
    # is taken away in a form that SQLite does not take for an inner join.
    source = parents.outerjoin(child, literal_column("child.rowid").in_(page))
    return PagesOfEach(parents.c.value, child, source, func.coalesce(literal_column("child.rowid"), 0) != 0)


def _on_postgresql(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    parents = elements_of("keys", scope.dialect)
    picked = scope.table(model, "picked")
    page = narrow(select(*picked.c), picked, parents.c.value).lateral("page")
    return PagesOfEach(parents.c.value, page, parents.join(page, true()), true())


_FORMS = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
