"""The statements of a search in its own order: one page of who is found, and how many are."""

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
from resolvers.customers.clauses import FoundCustomer
from resolvers.customers.narrowed_searches import narrow
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branches import Branch, list_branches
from resolvers.search.search_shape import SearchShape, Weights
from storage.unions import union_ordered

# The parts of a filter that are given.
_Parts = tuple[str, ...]


def page_of_found(
    scope: Scope,
    columns: tuple[str, ...],
    shape: SearchShape,
    weights: Weights,
    given: _Parts,
    by_fit: bool,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """The customers of one page: by weight, and of one weight those who were created last before the others.

    A place is bound for each weight as `after_3_0` and `after_3_1`, its moment and its id. `by_fit` says that those who
    fit the given facets are looked up in the search, and not the other way round.
    """
    branches = _branches_of(scope, shape, weights, given, by_fit)
    parts = [_page_of_branch(branch, backward, sides) for branch in branches]
    return _customers_of(scope, columns, parts, lambda found: _order(found, backward))


def page_of_found_by_time(
    scope: Scope,
    columns: tuple[str, ...],
    shape: SearchShape,
    given: _Parts,
    by_fit: bool,
    order: Order,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """The customers of one page by when they were created; a place is bound as in other lists."""
    parts = []
    for branch in list_branches(scope, shape, ranked=False):
        branch = narrow(scope, branch, given, by_fit)
        place = FoundCustomer.at(branch.created_at, branch.customer_id)
        parts.append(paged(_select(branch), place, order, backward, sides))
    return _customers_of(scope, columns, parts, lambda found: order.by(FoundCustomer(found), backward))


def _customers_of(
    scope: Scope, columns: tuple[str, ...], parts: Iterable[Select[Any]], by: Callable[[Any], list[ColumnElement[Any]]]
) -> Select[Any]:
    """The first of all the parts together, in this order of `created_at`, `id` and `weight`."""
    found = union_ordered(parts).subquery("found")
    top = select(found).order_by(*by(found.c)).limit(number_parameter("page_limit")).subquery("top")
    customer = scope.table(Customer, "customer")
    its_row = and_(scope.bounds(customer), customer.c.id == top.c.id)
    page = select(*columns_to_read(Customer, customer, columns)).select_from(top.join(customer, its_row))
    return page.order_by(*by(top.c))


def count_of_all(scope: Scope, shape: SearchShape, given: _Parts) -> Select[Any]:
    """How many are found in all: each is looked at."""
    branches = [narrow(scope, branch, given, by_fit=False) for branch in list_branches(scope, shape)]
    found = union_all(*(branch.select(branch.customer_id.label("id")) for branch in branches)).subquery("found")
    count: Select[Any] = select(func.count()).select_from(found)
    return count


def counts_of_found(scope: Scope, shape: SearchShape, weights: Weights, given: _Parts) -> CompoundSelect[Any]:
    """For each branch: how many it finds, at most `most`, and when the first of these was created."""
    branches = _branches_of(scope, shape, weights, given, by_fit=False)
    return union_all(*(_count_of_branch(each) for each in branches))


def samples_of_found(scope: Scope, shape: SearchShape, weights: Weights, given: _Parts) -> CompoundSelect[Any]:
    """The same of the last `most` entries of each branch, found or not, after how many entries there are."""
    branches = _branches_of(scope, shape, weights, given, by_fit=False)
    return union_all(*(_sample_of_branch(each) for each in branches))


def _branches_of(scope: Scope, shape: SearchShape, weights: Weights, given: _Parts, by_fit: bool) -> list[Branch]:
    branches = [branch for branch in list_branches(scope, shape) if branch.weight in weights]
    return [narrow(scope, branch, given, by_fit) for branch in branches] if given else branches


def _page_of_branch(branch: Branch, backward: bool, sides: Sequence[str]) -> Select[Any]:
    place = tuple_(branch.created_at, branch.customer_id)
    wanted = _select(branch)
    for side in sides:
        moment, identifier = (f"{side}_{int(branch.weight)}_{at}" for at in (0, 1))
        bound = tuple_(bindparam(moment, type_=BigInteger), text_parameter(identifier))
        wanted = wanted.where(place < bound if side == "after" else place > bound)
    order = (branch.created_at, branch.customer_id)
    ordered = wanted.order_by(*(column.asc() if backward else column.desc() for column in order))
    return ordered.limit(number_parameter("page_limit"))


def _sample_of_branch(branch: Branch) -> Select[Any]:
    is_found = case((and_(true(), *branch.conditions), literal_column("1", Integer))).label("is_found")
    last = branch._replace(conditions=()).select(branch.created_at.label("created_at"), is_found)
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
