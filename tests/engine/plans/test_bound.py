"""Wrong arguments are an error held beside the values, raised where the value is asked for."""

from typing import Any

import pytest
from graphql.execution.values import VariableValues

from engine.plans.arguments.bound import Bound
from engine.plans.query_plan import QueryPlan
from models.access.viewer import Viewer
from resolvers.errors import BadInput
from tests.engine.plans.test_document_plans import plan_of
from tests.factories import make_viewer

VIEWER, OTHER = make_viewer(), make_viewer(project_id="prj_other")


def test_the_error_is_raised_where_the_value_is_asked_for() -> None:
    bound = Bound({0: "de"}, {1: "'first' must be between 0 and 100."})

    assert bound[0] == "de"
    with pytest.raises(BadInput, match="'first' must be between 0 and 100"):
        bound[1]


def test_wrong_arguments_are_not_null() -> None:
    bound = Bound({0: None, 1: "de"}, {2: "no known locale"})

    assert [bound.is_null(number) for number in range(3)] == [True, False, False]


def bound_for(plan: QueryPlan, variables: dict[str, Any], viewer: Viewer = VIEWER) -> Bound:
    return plan.bindings.bind(viewer, VariableValues({}, variables))


def test_sizes_of_pages_are_bound_once_for_a_viewer() -> None:
    plan = plan_of("query ($first: Int, $last: Int) { customers(first: $first, last: $last) { nodes { id } } }")

    five = bound_for(plan, {"first": 5})

    assert five[0].page.request.size == 5
    assert bound_for(plan, {"first": 6})[0].page.request.size == 6
    assert bound_for(plan, {"first": 5}) is not five, "a variable without a value is no number"
    assert bound_for(plan, {"first": 5, "last": 5}) is bound_for(plan, {"first": 5, "last": 5})
    assert bound_for(plan, {"first": 5, "last": 5}) is not bound_for(plan, {"first": 5, "last": 5}, OTHER)
    with pytest.raises(BadInput, match="can't be given together"):
        bound_for(plan, {"first": 5, "last": 5})[0]


def test_texts_are_bound_for_each_request() -> None:
    text = "query ($id: ID!, $first: Int) { customer(id: $id) { invoices(first: $first) { nodes { id } } } }"
    plan = plan_of(text, id="cus_1")

    assert bound_for(plan, {"id": "cus_1", "first": 5}) == bound_for(plan, {"id": "cus_1", "first": 5})
    assert bound_for(plan, {"id": "cus_1", "first": 5}) is not bound_for(plan, {"id": "cus_1", "first": 5})
    assert bound_for(plan, {"id": "cus_2", "first": 5})[0] == ["cus_2"]
