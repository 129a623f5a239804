"""The operators whom the provider signs in: made, or kept as the provider's groups say, at each sign-in."""

from collections.abc import Mapping
from typing import NamedTuple

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.admin.projects import ProjectNotFound, find_project
from app.sessions.ending import end_sessions
from app.sessions.opening import Opening
from app.sessions.second_factors import forget_second_factor
from app.setting_groups.single_sign_on import OidcRole
from app.single_sign_on.claims import Person, find_role
from dashboard.session.provider_sign_in import Refusal
from models.access.operator import NO_PASSWORD, Operator
from models.access.operator_session import NewSession
from models.access.viewer import Role
from models.values.ids import mint_id
from models.values.instant import Clock
from storage.database import Database
from storage.unavailable import telling_unavailable

log = structlog.stdlib.get_logger(__name__)


class _Place(NamedTuple):
    project_id: str
    role: Role


class ProviderAccounts:
    """Opens sessions for those whom the provider signed in; `roles` says what its groups may do."""

    def __init__(self, database: Database, opening: Opening, roles: Mapping[str, OidcRole], clock: Clock) -> None:
        self._database = database
        self._opening = opening
        self._roles = roles
        self._clock = clock

    async def admit(self, person: Person, browser: str | None) -> NewSession | Refusal:
        """A stored session, or why there is none; raises DatabaseUnavailable."""
        try:
            return await self._admit(person, browser)
        except IntegrityError:
            # Signed in for the first time in two browsers at once: the other one has made the account.
            return await self._admit(person, browser)

    async def _admit(self, person: Person, browser: str | None) -> NewSession | Refusal:
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                operator = await _find(session, person)
                place = await self._find_place(session, person)
                if isinstance(place, Refusal):
                    if operator is not None and operator.subject_hash == person.subject_hash:
                        await end_sessions(session, operator.id, self._clock())
                    return place
                if (refusal := _find_reason(operator, person)) is not None:
                    return refusal
                if operator is not None and await _is_somebody_elses(session, person.email, operator):
                    return Refusal.TAKEN
                if operator is None:
                    operator = self._make(person, place)
                elif operator.subject_hash is None:
                    await self._take_over(session, operator, person)
                _follow(operator, person, place)
                session.add(operator)
                await session.flush()
                return await self._opening.begin(session, operator.id, browser)

    async def _find_place(self, session: AsyncSession, person: Person) -> _Place | Refusal:
        found = find_role(self._roles, person)
        if found is None:
            return Refusal.NO_GROUP
        try:
            project = await find_project(session, found.project)
        except ProjectNotFound:
            log.error("CALMONY_OIDC_ROLES names a project that does not exist", project=found.project)
            return Refusal.NO_GROUP
        return _Place(project.id, Role[found.role.upper()])

    def _make(self, person: Person, place: _Place) -> Operator:
        now = self._clock()
        operator = Operator(
            id=mint_id("op", now),
            project_id=place.project_id,
            email=person.email,
            role=place.role,
            password_hash=NO_PASSWORD,
            subject_hash=person.subject_hash,
            created_at=now,
        )
        log.info("operator made", operator_id=operator.id, role=place.role.value)
        return operator

    async def _take_over(self, session: AsyncSession, operator: Operator, person: Person) -> None:
        # From here on the provider alone decides who this is: neither the password nor its sessions count any more.
        operator.subject_hash, operator.password_hash = person.subject_hash, NO_PASSWORD
        await end_sessions(session, operator.id, self._clock())
        await forget_second_factor(session, operator.id)
        log.info("operator signs in through the provider from now on", operator_id=operator.id)


async def _find(session: AsyncSession, person: Person) -> Operator | None:
    """The operator who they are at the provider, else the one of their address."""
    for condition in (
        col(Operator.subject_hash) == person.subject_hash,
        col(Operator.email) == person.email,
    ):
        asked = select(Operator).where(condition).with_for_update(key_share=True)
        if (found := (await session.exec(asked)).one_or_none()) is not None:
            return found
    return None


async def _is_somebody_elses(session: AsyncSession, email: str, operator: Operator) -> bool:
    others = select(Operator.id).where(col(Operator.email) == email, col(Operator.id) != operator.id)
    return (await session.exec(others)).first() is not None


def _find_reason(operator: Operator | None, person: Person) -> Refusal | None:
    if person.verified is False:
        return Refusal.UNVERIFIED
    if operator is None:
        return None
    if operator.revoked_at is not None:
        return Refusal.REVOKED
    if operator.subject_hash is None:
        return None if person.verified else Refusal.UNVERIFIED
    return None if operator.subject_hash == person.subject_hash else Refusal.TAKEN


def _follow(operator: Operator, person: Person, place: _Place) -> None:
    if (operator.project_id, operator.role) != place:
        log.info("role follows the groups", operator_id=operator.id, role=place.role.value)
    operator.project_id, operator.role, operator.email = place.project_id, place.role, person.email
