"""Fields are declared, not coded: where a scalar comes from, and how a row becomes a type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import strawberry

from models.instant import Instant
from resolvers.context import RequestContext

SOURCE = "source"

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


_FACES: dict[type, tuple[type, dict[str, Source]]] = {}


def column(name: str, description: str) -> Any:
    """A field that is one column as it stands."""
    return _sourced(Source((name,)), description)


def derived(through: Through, *columns: str, description: str, needs: tuple[str, ...] = ()) -> Any:
    """A field that is a pure function of columns and of what it `needs`."""
    return _sourced(Source(columns, through, needs), description)


def face_of(model: type, description: str, name: str | None = None) -> Callable[[Face], Face]:
    """Makes a class the GraphQL type that rows of `model` are shown as."""

    def decorate(cls: Face) -> Face:
        face = strawberry.type(cls, name=name, description=description)
        _FACES[model] = (face, _sources(face))
        return face

    return decorate


def present(row: Any, context: RequestContext, customer_id: str | None = None) -> Any:
    """A row as its GraphQL type. `customer_id` is for rows that don't name their customer themselves."""
    face, sources = _FACES[type(row)]
    surroundings = Surroundings(context, getattr(row, "customer_id", customer_id))
    instance: Any = object.__new__(face)
    instance.__dict__.update({name: source.value(row, surroundings) for name, source in sources.items()})
    instance.row, instance.surroundings = row, surroundings
    return instance


def present_one(row: Any, context: RequestContext, customer_id: str | None = None) -> Any:
    """The same for a row that may be missing."""
    return None if row is None else present(row, context, customer_id)


def _sourced(source: Source, description: str) -> Any:
    return strawberry.field(description=description, metadata={SOURCE: source})


def _sources(face: Any) -> dict[str, Source]:
    fields = face.__strawberry_definition__.fields
    return {field.python_name: field.metadata[SOURCE] for field in fields if SOURCE in field.metadata}
