"""A page of rows for each of many parents, in one statement."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Join, Select, literal_column, select, true
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel

from resolvers.scopes import Scope
from storage.statements import elements_of

# Narrows a select to one parent's page: (select, the table it picks from, the parent's id).
Narrow = Callable[[Select[Any], Any, Any], Select[Any]]


class CrossJoin(Join):
    """SQLite's CROSS JOIN, which has an ON clause like any other and keeps the order of its sides."""

    inherit_cache = True


@compiles(CrossJoin)
def _compile_cross_join(join: CrossJoin, compiler: Any, **options: Any) -> str:
    left, right = (compiler.process(side, **options | {"asfrom": True}) for side in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **options | {'asfrom': False})}"


class PagesOfEach(NamedTuple):
    """`parent` is the parent's id beside each of the picked `rows`."""

    parent: Any
    rows: Any
    source: Any

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of each picked row and its parent."""
        return select(*columns).select_from(self.source)


def pages_of_each(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    """The rows of `model` that `narrow` picks for each of the parents bound as `keys`."""
    return _FORMS[scope.dialect](scope, model, narrow)


def _on_sqlite(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    # A correlated subquery finds each parent's page in the index; SQLite has no LATERAL.
    parents = elements_of("keys", scope.dialect)
    picked, child = scope.table(model, "picked"), scope.table(model, "child")
    page = narrow(select(literal_column("picked.rowid")), picked, parents.c.value).correlate(parents)
    # Joined in any other way SQLite may begin with all children: it never reorders what is joined like this.
    source = CrossJoin(parents, child, literal_column("child.rowid").in_(page))
    return PagesOfEach(parents.c.value, child, source)


def _on_postgresql(scope: Scope, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
    parents = elements_of("keys", scope.dialect)
    picked = scope.table(model, "picked")
    page = narrow(select(*picked.c), picked, parents.c.value).lateral("page")
    return PagesOfEach(parents.c.value, page, parents.join(page, true()))


_FORMS = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
