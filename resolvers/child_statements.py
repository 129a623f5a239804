"""The statements that read children of a relation: a page of one parent, a page of each of many, and counts."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, cast, false, func, not_, or_, select

from models.scoped import columns_of
from resolvers.batches import Columns
from resolvers.paging.pages import merge, paged
from resolvers.scopes import Scope, number_parameter, text_parameter

if TYPE_CHECKING:
    from resolvers.has_many import HasMany


class StatusShape(NamedTuple):
    """How many statuses are asked for, and whether the one is among them that rows come to have by time alone."""

    how_many: int
    lists_due: bool


class PageShape(NamedTuple):
    """What the statement of a page depends on, besides its relation and columns; `statuses` is None for rows of any."""

    backward: bool
    sides: tuple[str, ...]
    statuses: StatusShape | None


def page_of_one(scope: Scope, relation: "HasMany[Any]", columns: Columns, shape: PageShape) -> Select[Any]:
    table = scope.table(relation.child)
    parent = text_parameter("key")
    rows = select(*columns_of(relation.child, table, columns)).where(*_owns(scope, relation, parent))
    return _page(scope, relation, shape, rows, table, parent)


def page_of_each(scope: Scope, relation: "HasMany[Any]", columns: Columns, shape: PageShape) -> Select[Any]:
    """The last column is the parent's position: to number the parents takes less than to repeat their ids."""

    def narrow(rows: Select[Any], table: Any, parent: Any) -> Select[Any]:
        return _page(scope, relation, shape, rows, table, parent)

    pages = scope.pages_of_each(relation.child, narrow)
    chosen = columns_of(relation.child, pages.rows, columns)
    rows = pages.select(*chosen, pages.position).where(*_owns(scope, relation, pages.parent))
    return rows.order_by(pages.position, *relation.order.by(pages.rows, shape.backward))


def _page(
    scope: Scope, relation: "HasMany[Any]", shape: PageShape, rows: Select[Any], table: Any, parent: Any
) -> Select[Any]:
    children = rows.where(*_children(scope, relation, table, parent))

    def page(selected: Select[Any]) -> Select[Any]:
        return paged(selected, table, relation.order, shape.backward, shape.sides)

    if shape.statuses is None:
        return page(children)
    parts = [page(children.where(part)) for part in _by_status(relation, table, shape.statuses)]
    # The rows of each status stand in an index of their own, in the list's order.
    return parts[0] if len(parts) == 1 else merge(parts, table, parent, relation.order, shape.backward)


def count_of_each(scope: Scope, relation: "HasMany[Any]", statuses: StatusShape | None) -> Select[Any]:
    table, parent = scope.table(relation.counted or relation.child), scope.dialect.elements_of("keys").c.value
    # PostgreSQL sums bigints as numeric.
    how_many = (
        func.count() if relation.counted is None else cast(func.coalesce(func.sum(table.c.how_many), 0), BigInteger)
    )
    counted = select(how_many).select_from(table).where(*_children(scope, relation, table, parent))
    if statuses is not None:
        counted = counted.where(or_(*_by_status(relation, table, statuses)))
    # A subquery for each parent: asked for several statuses of many at once, SQLite may read the whole project's rows.
    of_parent = counted.correlate(parent.table).scalar_subquery()
    return select(parent, of_parent).where(*_owns(scope, relation, parent))


def _owns(scope: Scope, relation: "HasMany[Any]", parent: Any) -> list[ColumnElement[bool]]:
    return scope.owns_parent(relation.child, relation.key, parent)


def _children(scope: Scope, relation: "HasMany[Any]", table: Any, parent: Any) -> list[ColumnElement[bool]]:
    clauses = [scope.children(table, relation.key, parent)]
    if relation.unless is not None:
        clauses.append(table.c[relation.unless].is_(None))
    return clauses


def _by_status(relation: "HasMany[Any]", table: Any, shape: StatusShape) -> list[ColumnElement[bool]]:
    """A condition for each status that is asked for; no row meets two of them."""
    # As expressions: SQLite plans anew at each run, and worse, where a parameter may make a partial index of use.
    named = [cast(text_parameter(f"status_{place}"), Text) for place in range(shape.how_many)]
    if relation.due is None:
        return [table.c.status == status for status in named] or [false()]
    # Over the columns as they are stored, which have an index; those that time has changed since are few.
    is_due = relation.due.condition(table.stored, number_parameter("now"))
    parts = [and_(table.stored.status == status, not_(is_due)) for status in named]
    return ([*parts, is_due] if shape.lists_due else parts) or [false()]
