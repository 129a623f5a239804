"""Permissions by GraphQL: which a viewer is told of, and that each mutation needs one."""

from typing import Any

import pytest

from models.access.permissions import NEEDS_KEY, Permission
from models.access.viewer import Role
from schema.mutations.declaration import PERMISSION
from schema.mutations.mutation import Mutation
from tests.asking import Ask

FIELDS = Mutation.__strawberry_definition__.fields  # type: ignore[attr-defined]
ADMINS = {
    Permission.MANAGE_OPERATORS,
    Permission.READ_ACCESS_LOG,
    Permission.ERASE_CUSTOMER,
    Permission.REVOKE_LINK,
}
CALLS = {
    "cancel_subscription": 'cancelSubscription(input: {subscriptionId: "sub_1_1"})',
    "resume_subscription": 'resumeSubscription(input: {subscriptionId: "sub_1_1"})',
    "create_customer_token": 'createCustomerToken(input: {customerId: "cus_1"})',
}


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ({"role": Role.VIEWER}, set()),
        ({"role": Role.OPERATOR}, set(Permission) - ADMINS),
        ({"role": Role.ADMIN}, set(Permission)),
        ({"role": Role.OPERATOR, "signed_in": True}, set(Permission) - ADMINS - NEEDS_KEY),
        ({"role": Role.CUSTOMER, "customer_id": "cus_1"}, set()),
    ],
)
async def test_a_viewer_is_told_what_they_may_do(ask: Ask, viewer: dict[str, Any], expected: set[Permission]) -> None:
    answer = await ask("{ viewer { permissions } }", **viewer)

    assert answer == {"data": {"viewer": {"permissions": sorted(permission.name for permission in expected)}}}


def test_every_mutation_declares_its_permission() -> None:
    declared = {field.python_name: field.metadata.get(PERMISSION) for field in FIELDS}

    undeclared = [name for name, permission in declared.items() if not isinstance(permission, Permission)]
    assert undeclared == [], "a mutation is declared by schema.mutations.declaration.mutation, with its permission"
    assert declared == {name: Permission[name.upper()] for name in declared}, "a permission has its mutation's name"
    assert set(declared) == set(CALLS), "a new mutation is listed in CALLS"


@pytest.mark.parametrize("viewer", [{"role": Role.VIEWER}, {"role": Role.CUSTOMER, "customer_id": "cus_1"}])
@pytest.mark.parametrize("mutation", CALLS.values(), ids=CALLS)
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
