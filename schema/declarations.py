"""Fields are declared, not coded: where a scalar comes from, and how a row becomes a type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import strawberry

from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.scopes import owner_name
from schema import enums  # noqa: F401  (describes the models' enums before a type uses one)

# The metadata of a field under this name say what it is made of: to whoever executes a query, not only to Strawberry.
DECLARED = "declared"

Face = TypeVar("Face", bound=type)
Through = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a field may need beside its row; `customer_id` is whose row it is, where that is known."""

    context: RequestContext
    customer_id: str | None

    @property
    def now(self) -> Instant:
        """The request's time."""
        return self.context.now


@dataclass(frozen=True, slots=True)
class Source:
    """A field's value: of one column, or a pure function of some columns and some of the surroundings.

    `needs` names attributes of `Surroundings`, given to the function after the columns.
    """

    columns: tuple[str, ...]
    through: Through | None = None
    needs: tuple[str, ...] = ()

    def value(self, row: Any, surroundings: Surroundings) -> Any:
        """The field's value for a row that has these columns."""
        if self.through is None:
            return getattr(row, self.columns[0])
        values = [getattr(row, column) for column in self.columns]
        return self.through(*values, *(getattr(surroundings, need) for need in self.needs))


class Shown(NamedTuple):
    """How rows of one kind are shown: as which type, with which fields, and which column names their customer."""

    face: type
    sources: Mapping[str, Source]
    owner: str | None


_SHOWN: dict[type, Shown] = {}


def column(name: str, description: str) -> Any:
    """A field that is one column as it stands."""
    return _sourced(Source((name,)), description)


def derived(through: Through, *columns: str, description: str, needs: tuple[str, ...] = ()) -> Any:
    """A field that is a pure function of columns and of what it `needs`."""
    return _sourced(Source(columns, through, needs), description)


def face_of(kind: type, description: str, name: str | None = None) -> Callable[[Face], Face]:
    """Makes a class the GraphQL type that rows of `kind`, a model or a named tuple, are shown as."""

    def decorate(cls: Face) -> Face:
        face = strawberry.type(cls, name=name, description=description)
        _SHOWN[kind] = Shown(face, _sources(face), owner_name(kind))
        return face

    return decorate


def face_name(kind: type) -> str:
    """The name of the GraphQL type that rows of `kind` are shown as."""
    face: Any = _SHOWN[kind].face
    return str(face.__strawberry_definition__.name)


def present(value: Any, context: RequestContext, customer_id: str | None = None) -> Any:
    """A row as its GraphQL type, a list item by item, anything else as it is.

    `customer_id` is for rows that don't name their customer themselves.
    """
    if type(value) is list:
        return [present(item, context, customer_id) for item in value]
    shown = _SHOWN.get(type(value))
    if shown is None:
        return value
    owner = customer_id if shown.owner is None else getattr(value, shown.owner)
    instance: Any = object.__new__(shown.face)
    instance.row, instance.surroundings = value, Surroundings(context, owner)
    for name, source in shown.sources.items():
        instance.__dict__[name] = present(source.value(value, instance.surroundings), context, owner)
    return instance


def _sourced(source: Source, description: str) -> Any:
    return strawberry.field(description=description, metadata={DECLARED: source})


def _sources(face: Any) -> dict[str, Source]:
    declared = {field.python_name: field.metadata.get(DECLARED) for field in face.__strawberry_definition__.fields}
    return {name: source for name, source in declared.items() if isinstance(source, Source)}
