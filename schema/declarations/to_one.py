"""Fields that lead to one other row: `belongs_to`, `points_to`."""

from dataclasses import dataclass
from typing import Any

from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from schema.declarations.field import declared_field
from schema.declarations.row_types import to_graphql


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row whose id is in the column `key`."""

    relation: BelongsTo[Any]
    key: str

    async def resolve(self, parent: Any, context: RequestContext) -> Any:
        """The row as its GraphQL type; None where the column is null or there is no such row."""
        row_id = getattr(parent.row, self.key)
        return None if row_id is None else to_graphql(await context.loaders.load(self.relation, row_id), context)


@dataclass(frozen=True, slots=True)
class PointsTo:
    """The row that each parent names in two attributes: its relation, one of `possible`, and its id."""

    possible: tuple[BelongsTo[Any], ...]
    relation: str
    key: str

    async def resolve(self, parent: Any, context: RequestContext) -> Any:
        """The row as its GraphQL type; None where there is no such row."""
        relation, row_id = getattr(parent.row, self.relation), getattr(parent.row, self.key)
        return to_graphql(await context.loaders.load(relation, row_id), context)


def belongs_to(relation: BelongsTo[Any], key: str, description: str) -> Any:
    """A field for the row whose id is in the column `key`; null if the column is null."""
    return declared_field(ToOne(relation, key), description)


def points_to(possible: tuple[BelongsTo[Any], ...], relation: str, key: str, description: str) -> Any:
    """A field for a row of one of several tables: the parent's attributes `relation` and `key` name it."""
    return declared_field(PointsTo(possible, relation, key), description)
