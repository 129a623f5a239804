"""The statements that read children of a relation: a page of one parent, a page of each of many, and counts."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select

from models.scoped import columns_of
from resolvers.batches import Columns
from resolvers.paging.pages import paged
from resolvers.scopes import Scope, one_or_among, text_parameter
from storage.statements import among

if TYPE_CHECKING:
    from resolvers.has_many import HasMany


class PageShape(NamedTuple):
    """What the statement of a page depends on, besides its relation and columns."""

    backward: bool
    sides: tuple[str, ...]
    is_one_status: bool | None


def page_of_one(scope: Scope, relation: "HasMany[Any]", columns: Columns, shape: PageShape) -> Select[Any]:
    table = scope.table(relation.child)
    parent = text_parameter("key")
    rows = select(*columns_of(relation.child, table, columns)).where(*_owns(scope, relation, parent))
    return _page(scope, relation, shape, rows, table, parent)


def page_of_each(scope: Scope, relation: "HasMany[Any]", columns: Columns, shape: PageShape) -> Select[Any]:
    def narrow(rows: Select[Any], table: Any, parent: Any) -> Select[Any]:
        return _page(scope, relation, shape, rows, table, parent)

    pages = scope.pages_of_each(relation.child, narrow)
    chosen = columns_of(relation.child, pages.rows, columns)
    # Parent by parent, so that they need only be cut apart.
    in_order = relation.order.by(pages.rows, shape.backward)
    rows = pages.select(*chosen).where(*_owns(scope, relation, pages.parent))
    return rows.order_by(pages.rows.c[relation.key], *in_order)


def _page(
    scope: Scope, relation: "HasMany[Any]", shape: PageShape, rows: Select[Any], table: Any, parent: Any
) -> Select[Any]:
    children = rows.where(*_children(scope, relation, table, parent, shape.is_one_status))
    return paged(children, table, relation.order, shape.backward, shape.sides)


def count_of_each(scope: Scope, relation: "HasMany[Any]", is_one_status: bool | None) -> Select[Any]:
    table = scope.table(relation.counted or relation.child)
    key = table.c[relation.key]
    # PostgreSQL sums bigints as numeric.
    how_many = func.count() if relation.counted is None else cast(func.sum(table.c.how_many), BigInteger)
    counted = select(key, how_many).where(*_children(scope, relation, table, key, is_one_status))
    return counted.where(*_owns(scope, relation, key), among(key, "keys", scope.dialect)).group_by(key)


def _owns(scope: Scope, relation: "HasMany[Any]", parent: Any) -> list[ColumnElement[bool]]:
    return scope.owns_parent(relation.child, relation.key, parent)


def _children(
    scope: Scope, relation: "HasMany[Any]", table: Any, parent: Any, is_one_status: bool | None
) -> list[ColumnElement[bool]]:
    clauses = [scope.children(table, relation.key, parent)]
    if relation.unless is not None:
        clauses.append(table.c[relation.unless].is_(None))
    if is_one_status is not None:
        clauses.append(one_or_among(table.c.status, is_one_status, scope, "status", "statuses"))
    return clauses
