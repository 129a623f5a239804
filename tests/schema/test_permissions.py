"""Permissions by GraphQL: which a viewer is told of, and that each mutation needs one."""

from typing import Any

import pytest

from models.access.permissions import Permission
from models.access.viewer import Role
from schema.mutations.declaration import PERMISSION
from schema.mutations.mutation import Mutation
from tests.asking import Ask

OPERATORS = ["CANCEL_SUBSCRIPTION", "CREATE_CUSTOMER_TOKEN", "RESUME_SUBSCRIPTION"]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ({"role": Role.VIEWER}, []),
        ({"role": Role.OPERATOR}, OPERATORS),
        ({"role": Role.OPERATOR, "signed_in": True}, ["CANCEL_SUBSCRIPTION", "RESUME_SUBSCRIPTION"]),
        ({"role": Role.CUSTOMER, "customer_id": "cus_1"}, []),
    ],
)
async def test_a_viewer_is_told_what_they_may_do(ask: Ask, viewer: dict[str, Any], expected: list[str]) -> None:
    answer = await ask("{ viewer { permissions } }", **viewer)

    assert answer == {"data": {"viewer": {"permissions": expected}}}


def test_every_mutation_declares_its_permission() -> None:
    fields = Mutation.__strawberry_definition__.fields  # type: ignore[attr-defined]

    declared = {field.python_name: field.metadata.get(PERMISSION) for field in fields}

    undeclared = [name for name, permission in declared.items() if not isinstance(permission, Permission)]
    assert undeclared == [], "a mutation is declared by schema.mutations.declaration.mutation, with its permission"
    assert declared == {
        "cancel_subscription": Permission.CANCEL_SUBSCRIPTION,
        "resume_subscription": Permission.RESUME_SUBSCRIPTION,
        "create_customer_token": Permission.CREATE_CUSTOMER_TOKEN,
    }


@pytest.mark.parametrize("viewer", [{"role": Role.VIEWER}, {"role": Role.CUSTOMER, "customer_id": "cus_1"}])
@pytest.mark.parametrize(
    "mutation",
    [
        'cancelSubscription(input: {subscriptionId: "sub_1_1"})',
        'resumeSubscription(input: {subscriptionId: "sub_1_1"})',
        'createCustomerToken(input: {customerId: "cus_1"})',
    ],
)
async def test_without_its_permission_a_mutation_is_forbidden_before_anything_is_read(
    ask: Ask, queries: list[str], mutation: str, viewer: dict[str, Any]
) -> None:
    answer = await ask(f"mutation {{ {mutation} {{ userErrors {{ code }} }} }}", **viewer)

    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        ("This needs the operator role.", {"code": "FORBIDDEN"})
    ]
    assert queries == []


async def test_somebody_signed_in_is_told_that_a_token_needs_a_key(ask: Ask, queries: list[str]) -> None:
    answer = await ask(
        'mutation { createCustomerToken(input: {customerId: "cus_1"}) { userErrors { code } } }', signed_in=True
    )

    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        ("A customer's token hangs on an API key: ask for it with an operator's key.", {"code": "FORBIDDEN"})
    ]
    assert queries == []
