"""The statements of a search's results: a page by rank or by time, and counts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from models.billing.customer import Customer
from resolvers.customers.filter.customer_conditions import FoundCustomer
from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.customers.search_results.filtered_branches import filter_branch
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branch import Branch
from resolvers.search.branches import list_branches
from resolvers.search.search_shape import SearchShape, Weights
from storage.unions import union_ordered


def ranked_page(
    scope: Scope,
    columns: tuple[str, ...],
    shape: SearchShape,
    weights: Weights,
    given: FilterParts,
    from_filter: bool,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """One page: by weight, and within a weight the newest first.

    A position is bound for each weight as `after_3_0` and `after_3_1`, its moment and its id. `from_filter`: those who
    match the filter's facets are looked up in the search, and not the other way round.
    """
    branches = _branches_of(scope, shape, weights, given, from_filter)
    parts = [_page_of_branch(branch, backward, sides) for branch in branches]
    return _customers_of(scope, columns, parts, lambda found: _order(found, backward))


def page_by_time(
    scope: Scope,
    columns: tuple[str, ...],
    shape: SearchShape,
    given: FilterParts,
    from_filter: bool,
    order: Order,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """One page by time of creation; a position is bound as in other lists."""
    parts = []
    for branch in list_branches(scope, shape, ranked=False):
        branch = filter_branch(scope, branch, given, from_filter)
        position = FoundCustomer.at(branch.created_at, branch.customer_id)
        parts.append(paged(_select(branch), position, order, backward, sides))
    return _customers_of(scope, columns, parts, lambda found: order.by(FoundCustomer(found), backward))


def _customers_of(
    scope: Scope, columns: tuple[str, ...], parts: Iterable[Select[Any]], by: Callable[[Any], list[ColumnElement[Any]]]
) -> Select[Any]:
    """The customers of the first rows of all parts; `by` makes the order of `created_at`, `id` and `weight`."""
    found = union_ordered(parts).subquery("found")
    top = select(found).order_by(*by(found.c)).limit(number_parameter("page_limit")).subquery("top")
    customer = scope.table(Customer, "customer")
    its_row = and_(scope.bounds(customer), customer.c.id == top.c.id)
    page = select(*columns_to_read(Customer, customer, columns)).select_from(top.join(customer, its_row))
    return page.order_by(*by(top.c))


def total_count(scope: Scope, shape: SearchShape, given: FilterParts) -> Select[Any]:
    """How many results there are: each is read."""
    branches = [filter_branch(scope, branch, given, from_filter=False) for branch in list_branches(scope, shape)]
    found = union_all(*(branch.select(branch.customer_id.label("id")) for branch in branches)).subquery("found")
    count: Select[Any] = select(func.count()).select_from(found)
    return count


def branch_counts(scope: Scope, shape: SearchShape, weights: Weights, given: FilterParts) -> CompoundSelect[Any]:
    """For each branch: how many it finds, up to `most`, and when the oldest of these was created."""
    branches = _branches_of(scope, shape, weights, given, from_filter=False)
    return union_all(*(_count_of_branch(each) for each in branches))


def branch_samples(scope: Scope, shape: SearchShape, weights: Weights, given: FilterParts) -> CompoundSelect[Any]:
    """Of the newest `most` postings of each branch: how many there are and are results, when the oldest was created."""
    branches = _branches_of(scope, shape, weights, given, from_filter=False)
    return union_all(*(_sample_of_branch(each) for each in branches))


def _branches_of(
    scope: Scope, shape: SearchShape, weights: Weights, given: FilterParts, from_filter: bool
) -> list[Branch]:
    branches = [branch for branch in list_branches(scope, shape) if branch.weight in weights]
    return [filter_branch(scope, branch, given, from_filter) for branch in branches] if given else branches


def _page_of_branch(branch: Branch, backward: bool, sides: Sequence[str]) -> Select[Any]:
    position = tuple_(branch.created_at, branch.customer_id)
    wanted = _select(branch)
    for side in sides:
        moment, identifier = (f"{side}_{int(branch.weight)}_{at}" for at in (0, 1))
        bound = tuple_(bindparam(moment, type_=BigInteger), text_parameter(identifier))
        wanted = wanted.where(position < bound if side == "after" else position > bound)
    order = (branch.created_at, branch.customer_id)
    ordered = wanted.order_by(*(column.asc() if backward else column.desc() for column in order))
    return ordered.limit(number_parameter("page_limit"))


def _sample_of_branch(branch: Branch) -> Select[Any]:
    is_found = case((and_(true(), *branch.conditions), literal_column("1", Integer))).label("is_found")
    last = branch.without_conditions().select(branch.created_at.label("created_at"), is_found)
    some = last.order_by(branch.created_at.desc(), branch.customer_id.desc()).limit(number_parameter("most")).subquery()
    counts: list[Any] = [func.count(), func.count(some.c.is_found), func.min(some.c.created_at)]
    return select(*counts)


def _count_of_branch(branch: Branch) -> Select[Any]:
    wanted = _select(branch).order_by(branch.created_at.desc(), branch.customer_id.desc())
    some = wanted.limit(number_parameter("most")).subquery()
    counts: list[Any] = [func.count(), func.min(some.c.created_at)]
    return select(*counts)


def _select(branch: Branch) -> Select[Any]:
    weight = literal_column(str(int(branch.weight)), Integer).label("weight")
    return branch.select(weight, branch.created_at.label("created_at"), branch.customer_id.label("id"))


def _order(columns: Any, backward: bool) -> list[ColumnElement[Any]]:
    order = (columns.weight, columns.created_at, columns.id)
    return [column.asc() if backward else column.desc() for column in order]
