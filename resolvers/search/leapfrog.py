"""Leapfrog intersection of posting lists: seeks in each list in turn the first posting not before the current position.

A customer whom all lists have is found once the same position comes from each of them. A stretch that only one list
has is skipped by one index search, however long it is.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    literal_column,
    null,
    select,
    tuple_,
)

from models.search.search_entry import SearchEntry
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branch import Branch
from resolvers.search.lookups import is_there
from storage.unions import union_ordered

_ZERO, _ONE = literal_column("0", Integer), literal_column("1", Integer)
# No text has a smaller letter: with it behind, an id is the next one.
_NEXT = literal_column("'\x01'", Text)


def leapfrog_positions(scope: Scope, branch: Branch, name: str, *, descending: bool) -> Select[Any]:
    """The first `page_limit` results of a branch between two bounds: weight, moment and id, `found` and `last`.

    No more than `most_steps` are made: the row with `last` is where they ended, and it may not be `found`. The bounds
    are bound as `upper_3_0`, … and `lower_3_0`, … for each weight.
    """
    steps = _Leapfrog(scope, branch, name, descending).steps
    met = _is_met(steps, len(branch.lists))
    at_place = (branch.created_at == steps.c.created_at, branch.customer_id == steps.c.customer_id)
    is_found = and_(met, steps.c.steps > _ZERO, is_there((branch.entries, *branch.conditions, *at_place)))
    is_last = steps.c.steps == number_parameter("most_steps")
    flags = (case((each, _ONE), else_=_ZERO).label(label) for each, label in ((is_found, "found"), (is_last, "last")))
    weight = _number(branch.weight).label("weight")
    is_within = and_(steps.c.created_at.is_not(None), _is_within(steps, branch.weight, descending))
    # The steps are made one by one, and no more than the limit needs.
    positions = select(weight, steps.c.created_at, steps.c.customer_id, *flags).where(is_within, is_found | is_last)
    return positions.limit(number_parameter("page_limit"))


class _Leapfrog:
    """A recursive query: each step seeks in the list whose turn it is, and counts the lists that have the position."""

    def __init__(self, scope: Scope, branch: Branch, name: str, descending: bool) -> None:
        self._scope = scope
        self._lists = branch.lists
        self._descending = descending
        self._name = name
        self.steps = self._make(branch.weight)

    def _make(self, weight: int) -> CTE:
        moment, identifier = _bound("upper" if self._descending else "lower", weight)
        position: tuple[ColumnElement[Any], ...] = (
            cast(moment, BigInteger),
            cast(identifier, Text(collation=self._scope.dialect.collation)),
        )
        names = ("created_at", "customer_id", "created_at_before", "customer_id_before")
        first = [each.label(label) for each, label in zip((*position, *position), names, strict=True)]
        in_all_but_one = _number(len(self._lists) - 1)
        steps = select(
            _ZERO.label("turn"), *first, in_all_but_one.label("in_lists"), cast(_ZERO, BigInteger).label("steps")
        ).cte(self._name, recursive=True)
        goes_on = and_(
            steps.c.created_at.is_not(None),
            steps.c.steps < number_parameter("most_steps"),
            _is_within(steps, weight, self._descending),
        )
        step = select(
            _next_turn(steps, len(self._lists)),
            self._seek(steps, "created_at"),
            self._seek(steps, "customer_id"),
            steps.c.created_at,
            steps.c.customer_id,
            _in_lists(steps),
            steps.c.steps + _ONE,
        ).where(goes_on)
        return steps.union_all(step)

    def _seek(self, steps: CTE, column: str) -> ColumnElement[Any]:
        """A column of the next posting in the list whose turn is next: the nearest of those with one of its weights."""
        nearest = [self._nearest(steps, nth) for nth in range(max(len(each.weights) for each in self._lists))]
        if len(nearest) == 1:
            return nearest[0].with_only_columns(nearest[0].selected_columns[column]).scalar_subquery()
        of_all = union_ordered(nearest).subquery("nearest")
        ordered = select(of_all.c[column]).order_by(*self._by(of_all.c)).limit(_ONE)
        return ordered.scalar_subquery()

    def _nearest(self, steps: CTE, nth: int) -> Select[Any]:
        entry = self._scope.table(SearchEntry, "sought")
        weights = [_number(each.weights[nth]) if nth < len(each.weights) else null() for each in self._lists]
        texts = [text_parameter(each.text) for each in self._lists]
        after = steps.c.customer_id.concat(self._nudge(steps))
        here, there = tuple_(entry.c.created_at, entry.c.customer_id), tuple_(steps.c.created_at, after)
        is_next = here < there if self._descending else here >= there
        its_own = (entry.c.text == _of_next_turn(steps, texts), entry.c.weight == _of_next_turn(steps, weights))
        rows = select(entry.c.created_at, entry.c.customer_id).correlate(steps)
        rows = rows.where(self._scope.bounds(entry), *its_own, is_next)
        return rows.order_by(*self._by(entry.c)).limit(_ONE)

    def _nudge(self, steps: CTE) -> ColumnElement[str]:
        """Added to the id, it lets the seek find the position itself again, unless all lists have had it."""
        nothing: ColumnElement[str] = literal_column("''", Text)
        of_met, of_others = (nothing, _NEXT) if self._descending else (_NEXT, nothing)
        return case((_is_met(steps, len(self._lists)), of_met), else_=of_others)

    def _by(self, columns: Any) -> list[ColumnElement[Any]]:
        both = (columns.created_at, columns.customer_id)
        return [each.desc() if self._descending else each.asc() for each in both]


def _in_lists(steps: Any) -> ColumnElement[int]:
    is_same = and_(steps.c.created_at == steps.c.created_at_before, steps.c.customer_id == steps.c.customer_id_before)
    return case((is_same, steps.c.in_lists + _ONE), else_=_ONE)


def _is_met(steps: Any, lists: int) -> ColumnElement[bool]:
    is_met: ColumnElement[bool] = _in_lists(steps) == _number(lists)
    return is_met


def _next_turn(steps: Any, lists: int) -> ColumnElement[int]:
    return case((steps.c.turn == _number(lists - 1), _ZERO), else_=steps.c.turn + _ONE)


def _of_next_turn(steps: CTE, each: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """What belongs to the list whose turn is next."""
    if len(each) == 1:
        return each[0]
    return case({_number((at - 1) % len(each)): one for at, one in enumerate(each)}, value=steps.c.turn)


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(int(number)), Integer)


def _is_within(steps: Any, weight: int, descending: bool) -> ColumnElement[bool]:
    position, end = (
        tuple_(steps.c.created_at, steps.c.customer_id),
        tuple_(*_bound("lower" if descending else "upper", weight)),
    )
    return position > end if descending else position < end


def _bound(side: str, weight: int) -> tuple[ColumnElement[int], ColumnElement[str]]:
    return number_parameter(f"{side}_{int(weight)}_0"), text_parameter(f"{side}_{int(weight)}_1")
