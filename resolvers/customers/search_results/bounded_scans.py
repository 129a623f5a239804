"""Bounded scans: reads the postings of a search that must check each one, for other words, a variant or a filter.

A scan makes so many steps at most: two long lists may have hardly anybody in common.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple, Self

from sqlalchemy import CompoundSelect, Integer, Select, literal_column, tuple_

from models.values.instant import Instant
from models.values.naming import SORTS_LAST
from resolvers.customers.filter.facet_conditions import CREATED_PARTS, FilterParts
from resolvers.customers.search_results.filtered_branches import SearchSizes, filter_branch, has_long_list
from resolvers.errors import BadInput
from resolvers.paging.orders import Position
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branch import Branch
from resolvers.search.branches import list_branches
from resolvers.search.leapfrog import leapfrog_positions
from resolvers.search.search_shape import SearchShape, Stage, StageKind, Weights
from storage.unions import union_ordered

# The most steps of a scan; for large pages, so many for each row that is asked for.
MOST_STEPS, STEPS_FOR_ROW = 20_000, 400
# Before and after every position of a list in descending order.
FIRST: Position = (2**63 - 1, SORTS_LAST)
LAST: Position = (-(2**63), "")


class ScannedEntry(NamedTuple):
    """A position of a scan. `is_found` is 1 for a result, `is_last` 1 where the scan was given up; else they are 0."""

    weight: int
    created_at: Instant
    customer_id: str
    is_found: int
    is_last: int


class Bounds(NamedTuple):
    """The positions between which postings of each weight are read, and whether from the upper one down."""

    upper: dict[int, Position]
    lower: dict[int, Position]
    descending: bool

    @classmethod
    def of(cls, shape: SearchShape, after: Any, before: Any, *, backward: bool = False, oldest: bool = False) -> Self:
        """From the positions by weight after and before which a page is asked for; None for the whole list.

        `oldest`: the list is in ascending order.
        """
        upper, lower = (before, after) if oldest else (after, before)
        weights = shape.weights
        return cls(upper or dict.fromkeys(weights, FIRST), lower or dict.fromkeys(weights, LAST), oldest is backward)

    def values(self, values: dict[str, Any], given: FilterParts) -> dict[str, Any]:
        """What the statement binds: no more than the filter's time range."""
        upper, lower = self.upper, self.lower
        if "created_before" in given:
            upper = {weight: min(position, (values["created_before"], "")) for weight, position in upper.items()}
        if "created_from" in given:
            lower = {weight: max(position, (values["created_from"], "")) for weight, position in lower.items()}
        sides = {"upper": upper, "lower": lower}
        return {
            f"{side}_{weight}_{at}": value
            for side, positions in sides.items()
            for weight, position in positions.items()
            for at, value in enumerate(position)
        }


class BoundedScan(NamedTuple):
    """A scan of one stage of a search, with the values of the filter."""

    reads: Reads
    stage: Stage
    given: FilterParts
    values: dict[str, Any]
    ranked: bool = True

    async def find(self, weights: Weights, bounds: Bounds, most: int) -> list[ScannedEntry]:
        """Up to `most` positions of each list, in the order of all."""
        bound = self.values | self.stage.values | bounds.values(self.values, self.given)
        bound |= {"page_limit": most, "most_steps": max(MOST_STEPS, STEPS_FOR_ROW * most)}
        shape = (self.stage.shape, weights, self.ranked, self.given, bounds.descending)
        found = [ScannedEntry(*row) for row in await self.reads.fetch(_positions, *shape, **bound)]
        return sorted(found, key=itemgetter(*((0, 1, 2) if self.ranked else (1, 2))), reverse=bounds.descending)

    async def list_ids(self, bounds: Bounds, parts: Iterable[Weights], most: int) -> list[str]:
        """The ids of the first `most`; raises BadInput where the scan was given up."""
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


async def must_scan(reads: Reads, stage: Stage, given: FilterParts, sizes: SearchSizes) -> bool:
    """Whether each posting must be checked, and there are many. Else nearly all postings are results.

    Few are read by one plain statement, which PostgreSQL plans in a fifth of the time.
    """
    return (must_intersect(stage.shape) or not CREATED_PARTS.keys() >= set(given)) and await has_long_list(
        reads, stage, sizes
    )


def must_intersect(shape: SearchShape) -> bool:
    """Whether a customer is found only by several lists together."""
    return shape.words > 1 or shape.metadata > 1 or shape.stage in (StageKind.INSIDE, StageKind.TYPOS)


async def finds_anybody(reads: Reads, stage: Stage) -> bool:
    """Whether a stage finds anybody; raises BadInput where the scan was given up."""
    shape = stage.shape
    return bool(await BoundedScan(reads, stage, (), {}).list_ids(Bounds.of(shape, None, None), shape.parts, 1))


def _positions(
    scope: Scope, shape: SearchShape, weights: Weights, ranked: bool, given: FilterParts, descending: bool
) -> CompoundSelect[Any]:
    branches = [each for each in list_branches(scope, shape, ranked=ranked) if each.weight in weights]
    parts = [
        _positions_of(scope, filter_branch(scope, each, given, from_filter=False), f"scan_{at}", descending)
        for at, each in enumerate(branches)
    ]
    return union_ordered(parts)


def _positions_of(scope: Scope, branch: Branch, name: str, descending: bool) -> Select[Any]:
    if branch.lists:
        return leapfrog_positions(scope, branch, name, descending=descending)
    weight, found, last = (literal_column(str(int(each)), Integer) for each in (branch.weight, 1, 0))
    labelled = (weight.label("weight"), branch.created_at.label("created_at"), branch.customer_id.label("customer_id"))
    position = tuple_(branch.created_at, branch.customer_id)
    upper, lower = (
        tuple_(number_parameter(f"{side}_{branch.weight}_0"), text_parameter(f"{side}_{branch.weight}_1"))
        for side in ("upper", "lower")
    )
    return branch.select(*labelled, found.label("found"), last.label("last")).where(position < upper, position > lower)
