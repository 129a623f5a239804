"""The viewer's bounds as SQL: every statement is built from a scope, and a scope only from a viewer."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, Text, and_, bindparam, exists, false
from sqlmodel import SQLModel

from models.access.viewer import Viewer
from models.ownership import CustomerColumn, NoCustomer, ParentColumn, owner_of, table_of
from models.scoped import SCOPE, Scoped
from resolvers.current_table import CurrentTable
from storage.dialect import Dialect
from storage.pages_of_each import Narrow, PagesOfEach
from storage.statements import among


class Scope:
    """What a statement is built for: a dialect, and whether the viewer sees only one customer."""

    def __init__(self, dialect: Dialect, one_customer: bool) -> None:
        self.dialect = dialect
        self.one_customer = one_customer

    def table(self, model: type[SQLModel], name: str | None = None) -> Any:
        """An alias of the model's table; of one whose columns change as time passes, its rows as they are now."""
        alias = table_of(model).alias(name)
        computed = model.columns_at(alias.c, number_parameter("now")) if issubclass(model, Scoped) else {}
        return CurrentTable(alias, computed) if computed else alias

    def bounds(self, table: Any) -> ColumnElement[bool]:
        """The rows of a table or alias that the viewer may see."""
        customer_id: Any = bindparam("only_customer_id") if self.one_customer else None
        return _bounds(table, bindparam("project_id"), bindparam("live_mode"), customer_id)

    def children(self, table: Any, key: str, parent_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """The viewer's rows whose column `key` holds the parent's id.

        The statement must also contain `owns_parent(…)`.
        """
        if _is_owned_through(table.element, key):
            return self.bounds_under(table, parent_id)
        return and_(self.bounds(table), table.c[key] == parent_id)

    def owns_parent(self, model: type[SQLModel], key: str, parent_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The condition on the parent of rows that are owned through `key`: checked once, not for each row."""
        table = table_of(model)
        if not self.one_customer or not _is_owned_through(table, key):
            return []
        parameters: list[Any] = [bindparam(name) for name in ("project_id", "live_mode", "only_customer_id")]
        return [_has_owned_parent(table, parent_id, *parameters)]

    def pages_of_each(self, model: type[SQLModel], narrow: Narrow) -> PagesOfEach:
        """The rows of the model's table that `narrow` picks for each of the parents bound as `keys`."""
        return self.dialect.pages_of_each(lambda name: self.table(model, name), narrow)

    def bounds_of_named(self, table: Any) -> ColumnElement[bool]:
        """The project's rows that are no customer's, to find ids that rows within the bounds contain.

        A customer's token sees none of these rows otherwise. Raises TypeError for a table that is owned through a
        parent.
        """
        in_project = _bounds(table, bindparam("project_id"), bindparam("live_mode"), None)
        match owner_of(table.element):
            case NoCustomer():
                return in_project
            case CustomerColumn(column):
                return and_(in_project, table.c[column].is_(None))
            case _:
                raise TypeError(f"{table.element.name} is owned through a parent")

    def bounds_under(self, table: Any, parent_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """The rows of a table that belong to one parent, for a statement that bounds the parent itself.

        Avoids checking the parent's owner again for each row. Raises TypeError for a table that names its own owner.
        """
        owner = owner_of(table.element)
        if not isinstance(owner, ParentColumn):
            raise TypeError(f"{table.element.name} is not owned through a parent")
        in_project = _bounds(table, bindparam("project_id"), bindparam("live_mode"), None)
        return and_(in_project, table.c[owner.column] == parent_id)


def bounds_for(model: type[SQLModel], viewer: Viewer) -> ColumnElement[bool]:
    """The rows of the model's table that the viewer may see and change, for a statement of the ORM."""
    return _bounds(table_of(model), viewer.project_id, viewer.live_mode, viewer.customer_id)


def text_parameter(name: str) -> Any:
    """A parameter of text."""
    return bindparam(name, type_=Text)


def one_or_among(column: ColumnElement[Any], is_one: bool, scope: Scope) -> ColumnElement[bool]:
    """Whether the column's value is the parameter `key`, or in the list `keys`; see `key_parameters`."""
    return column == text_parameter("key") if is_one else among(column, "keys", scope.dialect)


def key_parameters(keys: list[str]) -> dict[str, Any]:
    """The values for `one_or_among`. One key is bound directly; several as a list."""
    return {"key": keys[0]} if len(keys) == 1 else {"keys": keys}


def number_parameter(name: str) -> Any:
    """A parameter of an integer."""
    return bindparam(name, type_=BigInteger)


def owner_name(kind: Any) -> str | None:
    """The column in which a row of this kind names its customer; None if there is no such column or no table."""
    table = getattr(kind, "__table__", None)
    owner = owner_of(table) if isinstance(table, Table) else None
    return owner.column if isinstance(owner, CustomerColumn) else None


def _bounds(table: Any, project_id: Any, live_mode: Any, customer_id: Any) -> ColumnElement[bool]:
    in_project = and_(table.c.project_id == project_id, table.c.live_mode == live_mode)
    return in_project if customer_id is None else and_(in_project, _is_owned_by(table, customer_id))


def _is_owned_by(table: Any, customer_id: Any) -> ColumnElement[bool]:
    declared: Table = table if isinstance(table, Table) else table.element
    match owner_of(declared):
        case CustomerColumn(column):
            owned: ColumnElement[bool] = table.c[column] == customer_id
            return owned
        case ParentColumn(column):
            project_id, live_mode = (table.c[name] for name in SCOPE)
            return _has_owned_parent(declared, table.c[column], project_id, live_mode, customer_id)
        case NoCustomer():
            return false()


def _has_owned_parent(
    table: Table, parent_id: Any, project_id: Any, live_mode: Any, customer_id: Any
) -> ColumnElement[bool]:
    """Whether the parent row with this id belongs to the customer."""
    owner = owner_of(table)
    assert isinstance(owner, ParentColumn)  # noqa: S101
    parent = table.metadata.tables[owner.table].alias()
    return exists().where(_bounds(parent, project_id, live_mode, customer_id), parent.c.id == parent_id)


def _is_owned_through(table: Table, key: str) -> bool:
    owner = owner_of(table)
    return isinstance(owner, ParentColumn) and owner.column == key
