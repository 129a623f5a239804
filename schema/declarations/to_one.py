"""Fields that lead to one other row: `belongs_to`, `points_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from schema.declarations.field import declared_field
from schema.declarations.row_types import to_graphql
from storage.concurrency.turns import in_turns


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row whose id is in the column `key`."""

    relation: BelongsTo[Any]
    key: str

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext) -> list[Any]:
        """The rows as their GraphQL type; None where the column is null or there is no such row."""
        ids = [getattr(parent.row, self.key) for parent in parents]
        found = await context.loaders.load_known(self.relation, ids)
        return await in_turns(lambda part: [to_graphql(found.get(row_id), context) for row_id in part], ids)


@dataclass(frozen=True, slots=True)
class PointsTo:
    """The row that each parent names in two attributes: its relation, one of `possible`, and its id."""

    possible: tuple[BelongsTo[Any], ...]
    relation: str
    key: str

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext) -> list[Any]:
        """The rows as their GraphQL types; None where there is no such row."""
        named = [(getattr(parent.row, self.relation), getattr(parent.row, self.key)) for parent in parents]
        rows = await context.loaders.load_any(named)
        return await in_turns(lambda part: [to_graphql(row, context) for row in part], rows)


def belongs_to(relation: BelongsTo[Any], key: str, description: str) -> Any:
    """A field for the row whose id is in the column `key`; null if the column is null."""
    return declared_field(ToOne(relation, key), description)


def points_to(possible: tuple[BelongsTo[Any], ...], relation: str, key: str, description: str) -> Any:
    """A field for a row of one of several tables: the parent's attributes `relation` and `key` name it."""
    return declared_field(PointsTo(possible, relation, key), description)
