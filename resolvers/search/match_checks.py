"""Whether a stage of a search finds anybody, and with which weight it finds one customer."""

from typing import Any

from sqlalchemy import Integer, Select, func, literal_column, select, union_all

from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.search.branches import list_branches
from resolvers.search.search_shape import SearchShape
from storage.unions import union_ordered


def any_match(scope: Scope, shape: SearchShape) -> Select[Any]:
    """A row if anybody is found."""
    # In the order of its index: else PostgreSQL might read all of a branch to give its first row.
    firsts = [
        each.select(each.customer_id)
        .order_by(each.created_at.desc(), each.customer_id.desc())
        .limit(literal_column("1"))
        for each in list_branches(scope, shape)
    ]
    found = union_ordered(firsts).subquery("found")
    return select(literal_column("1", Integer)).select_from(found).limit(literal_column("1"))


def match_weight(scope: Scope, shape: SearchShape) -> Select[Any]:
    """The weight with which the customer bound as `place_1`, created at `place_0`, is found; null if it is not."""
    weights = [
        branch.select(literal_column(str(int(branch.weight)), Integer).label("weight")).where(
            branch.created_at == number_parameter("place_0"),
            branch.customer_id == text_parameter("place_1"),
        )
        for branch in list_branches(scope, shape)
    ]
    return select(func.max(union_all(*weights).subquery("found").c.weight))
