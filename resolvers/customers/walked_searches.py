"""Whom a search finds that must look at each whether it fits: the words together, a variant, or a filter.

It walks through its lists, so many steps at most: two long lists may hardly meet.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple, Self

from sqlalchemy import CompoundSelect, Integer, Select, literal_column, tuple_

from models.values.instant import Instant
from models.values.naming import SORTS_LAST
from resolvers.customers.conditions import CREATED_PARTS
from resolvers.customers.narrowed_searches import Sizes, is_long, narrow
from resolvers.errors import BadInput
from resolvers.paging.orders import Position
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branches import Branch, list_branches
from resolvers.search.search_shape import SearchShape, Stage, Staged, Weights
from resolvers.search.walks import places_on_walk
from storage.unions import union_ordered

# Steps of one walk, and for each row that is asked for where that makes more.
MOST_STEPS, STEPS_FOR_ROW = 20_000, 400
# Before and after every place of a list that has the last first.
FIRST: Position = (2**63 - 1, SORTS_LAST)
LAST: Position = (-(2**63), "")
Parts = tuple[str, ...]


class Found(NamedTuple):
    """A place of a walk; 1 where somebody is found there, and where the walk was given up there, else 0."""

    weight: int
    created_at: Instant
    customer_id: str
    is_found: int
    is_last: int


class Bounds(NamedTuple):
    """Between which places those of each weight are read, and whether from the upper one down."""

    upper: dict[int, Position]
    lower: dict[int, Position]
    descending: bool

    @classmethod
    def of(cls, shape: SearchShape, after: Any, before: Any, *, backward: bool = False, oldest: bool = False) -> Self:
        """From the places by weight after and before which is asked, None for the whole list.

        `oldest` says that the list has the first first.
        """
        upper, lower = (before, after) if oldest else (after, before)
        weights = shape.weights
        return cls(upper or dict.fromkeys(weights, FIRST), lower or dict.fromkeys(weights, LAST), oldest is backward)

    def values(self, values: dict[str, Any], given: Parts) -> dict[str, Any]:
        """What the statement binds, no further than the span of time that is asked for."""
        upper, lower = self.upper, self.lower
        if "created_before" in given:
            upper = {weight: min(place, (values["created_before"], "")) for weight, place in upper.items()}
        if "created_from" in given:
            lower = {weight: max(place, (values["created_from"], "")) for weight, place in lower.items()}
        sides = {"upper": upper, "lower": lower}
        return {
            f"{side}_{weight}_{at}": value
            for side, places in sides.items()
            for weight, place in places.items()
            for at, value in enumerate(place)
        }


class Walk(NamedTuple):
    """A walk of one stage, with the values of its filter."""

    reads: Reads
    stage: Staged
    given: Parts
    values: dict[str, Any]
    ranked: bool = True

    async def find(self, weights: Weights, bounds: Bounds, most: int) -> list[Found]:
        """Of each list up to `most` places, in the order of them all."""
        bound = self.values | self.stage.values | bounds.values(self.values, self.given)
        bound |= {"page_limit": most, "most_steps": max(MOST_STEPS, STEPS_FOR_ROW * most)}
        shape = (self.stage.shape, weights, self.ranked, self.given, bounds.descending)
        found = [Found(*row) for row in await self.reads.fetch(_places, *shape, **bound)]
        return sorted(found, key=itemgetter(*((0, 1, 2) if self.ranked else (1, 2))), reverse=bounds.descending)

    async def list_ids(self, bounds: Bounds, parts: Iterable[Weights], most: int) -> list[str]:
        """The ids of the first `most`; raises BadInput where looking for them was given up."""
        ids: list[str] = []
        for weights in parts:
            for each in await self.find(weights, bounds, most - len(ids)):
                ids += [each.customer_id] if each.is_found else []
                if len(ids) == most:
                    return ids
                if each.is_last:
                    raise BadInput(
                        f"Too few were found among {MOST_STEPS:,} customers who were looked at. Search for more of a"
                        " word, or for one that fewer have."
                    )
        return ids


async def must_walk(reads: Reads, stage: Staged, given: Parts, sizes: Sizes) -> bool:
    """Whether each entry must be looked at, and there are many: else nearly all that a list has are found.

    Few are read by one statement, whose plan PostgreSQL makes in a fifth of the time.
    """
    meets = lists_must_meet(stage.shape)
    return (meets or not CREATED_PARTS.keys() >= set(given)) and await is_long(reads, stage, sizes)


def lists_must_meet(shape: SearchShape) -> bool:
    """Whether nobody is found by one list alone."""
    return shape.words > 1 or shape.metadata > 1 or shape.stage in (Stage.INSIDE, Stage.TYPOS)


async def is_anybody_found(reads: Reads, stage: Staged) -> bool:
    """Whether a stage finds anybody; raises BadInput where that was given up."""
    shape = stage.shape
    return bool(await Walk(reads, stage, (), {}).list_ids(Bounds.of(shape, None, None), shape.parts, 1))


def _places(
    scope: Scope, shape: SearchShape, weights: Weights, ranked: bool, given: Parts, descending: bool
) -> CompoundSelect[Any]:
    branches = [each for each in list_branches(scope, shape, ranked=ranked) if each.weight in weights]
    parts = [
        _places_of(scope, narrow(scope, each, given, by_fit=False), f"walk_{at}", descending)
        for at, each in enumerate(branches)
    ]
    return union_ordered(parts)


def _places_of(scope: Scope, branch: Branch, name: str, descending: bool) -> Select[Any]:
    if branch.lists:
        return places_on_walk(scope, branch, name, descending=descending)
    weight, found, last = (literal_column(str(int(each)), Integer) for each in (branch.weight, 1, 0))
    labelled = (weight.label("weight"), branch.created_at.label("created_at"), branch.customer_id.label("customer_id"))
    place = tuple_(branch.created_at, branch.customer_id)
    upper, lower = (
        tuple_(number_parameter(f"{side}_{branch.weight}_0"), text_parameter(f"{side}_{branch.weight}_1"))
        for side in ("upper", "lower")
    )
    return branch.select(*labelled, found.label("found"), last.label("last")).where(place < upper, place > lower)
