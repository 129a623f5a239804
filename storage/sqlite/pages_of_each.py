"""A page for each of many parents on SQLite, which has no LATERAL: a correlated subquery finds each in the index."""

from typing import Any

from sqlalchemy import Join, literal_column, select
from sqlalchemy.ext.compiler import compiles

from storage.pages_of_each import NamedTable, Narrow, PagesOfEach


class CrossJoin(Join):
    """SQLite's CROSS JOIN, which has an ON clause like any other and keeps the order of its sides."""

    inherit_cache = True


@compiles(CrossJoin)
def _compile_cross_join(join: CrossJoin, compiler: Any, **options: Any) -> str:
    left, right = (compiler.process(side, **options | {"asfrom": True}) for side in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **options | {'asfrom': False})}"


def pages_of_each(parents: Any, child: NamedTable, narrow: Narrow) -> PagesOfEach:
    """The pages of the parents in a table with a column `value`; a list has a column `key`, too."""
    picked, found = child("picked"), child("child")
    page = narrow(select(literal_column("picked.rowid").label("row")), picked, parents.c.value).correlate(parents)
    # Joined in any other way, SQLite may begin with all children: it never reorders a CROSS JOIN.
    source = CrossJoin(parents, found, literal_column("child.rowid").in_(page))
    return PagesOfEach(parents.c.value, parents.c.get("key"), found, source)
