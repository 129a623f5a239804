"""The demonstration's keys and operator, new at every start."""

from typing import NamedTuple

from app.admin.keys import create_key, list_keys, revoke_key
from app.admin.operators import create_operator, list_operators, revoke_operator
from app.demo.seller import DEMO_PROJECT
from models.access.operator import generate_password
from models.access.viewer import Role
from models.values.instant import Instant
from storage.database import Database

OPERATOR_EMAIL = "demo@calmony.example"

_KEY_NAMES = {role: f"Demo {role.value.lower()}" for role in (Role.VIEWER, Role.OPERATOR, Role.ADMIN)}


class DemoCredentials(NamedTuple):
    """What one run of the demonstration is entered with."""

    viewer_key: str
    operator_key: str
    admin_key: str
    email: str
    password: str


async def renew_credentials(database: Database, now: Instant) -> DemoCredentials:
    """Revokes what earlier runs made, and nothing else, and makes new ones."""
    await _revoke_earlier(database, now)
    password = generate_password()
    await create_operator(database, OPERATOR_EMAIL, DEMO_PROJECT, role=Role.OPERATOR, password=password, now=now)
    return DemoCredentials(
        await _create_key(database, Role.VIEWER, now),
        await _create_key(database, Role.OPERATOR, now),
        await _create_key(database, Role.ADMIN, now),
        OPERATOR_EMAIL,
        password,
    )


async def _create_key(database: Database, role: Role, now: Instant) -> str:
    key = await create_key(database, DEMO_PROJECT, live_mode=True, role=role, name=_KEY_NAMES[role], now=now)
    return key.secret


async def _revoke_earlier(database: Database, now: Instant) -> None:
    for key in await list_keys(database, DEMO_PROJECT):
        if key.name in _KEY_NAMES.values() and key.revoked_at is None:
            await revoke_key(database, key.id, now)
    for operator in await list_operators(database, DEMO_PROJECT):
        if operator.email == OPERATOR_EMAIL:
            await revoke_operator(database, operator.email, now)
