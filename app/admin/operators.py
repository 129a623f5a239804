"""Creates, lists and revokes operators, who sign in to the dashboard."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.admin.projects import find_project, list_of_project
from app.sessions.ending import replace_password
from app.sessions.second_factors import forget_second_factor
from app.user_error import UserError
from models.access.operator import NO_PASSWORD, Operator, WeakPassword, hash_password, is_email
from models.access.viewer import Role
from models.values.ids import mint_id
from models.values.instant import Instant
from models.values.naming import fold
from storage.database import Database


class OperatorNotFound(UserError):
    """No operator has this e-mail address."""


class OperatorExists(UserError):
    """Somebody signs in with this e-mail address."""


async def create_operator(
    database: Database, email: str, project: str, *, role: Role, password: str | None, now: Instant
) -> Operator:
    """A new operator of the project (id or name). Without a password they sign in through the provider.

    Where an operator of that address was revoked, a new one takes its place. Raises ProjectNotFound,
    OperatorExists, or UserError for what is no address and for a weak password.
    """
    address = fold(email.strip())
    if not is_email(address):
        raise UserError("That is not an e-mail address.")
    password_hash = NO_PASSWORD if password is None else _hash(password)
    async with database.sessions.begin() as session:
        found = await find_project(session, project)
        await _make_room(session, address)
        operator = Operator(
            id=mint_id("op", now),
            project_id=found.id,
            email=address,
            role=role,
            password_hash=password_hash,
            created_at=now,
        )
        session.add(operator)
    return operator


async def list_operators(database: Database, project: str | None = None) -> list[Operator]:
    """The operators of one project or of all, revoked ones too, oldest first; raises ProjectNotFound."""
    return await list_of_project(database, Operator, project)


async def revoke_operator(database: Database, email: str, now: Instant) -> Operator:
    """Revokes the operator and returns it; raises OperatorNotFound."""
    async with database.sessions.begin() as session:
        operator = await _find_by_email(session, fold(email.strip()))
        if operator is None:
            raise OperatorNotFound("There is no operator with this e-mail address: `operator list` shows them all.")
        operator.revoked_at = operator.revoked_at or now
        session.add(operator)
    return operator


async def set_password(database: Database, email: str, project: str | None, *, password: str, now: Instant) -> Operator:
    """Gives the operator a new password, which ends all their sessions.

    Raises OperatorNotFound, also for a revoked operator and for one of another project than the given one (id or
    name), ProjectNotFound, and UserError for a weak password and for who signs in through the provider.
    """
    password_hash = _hash(password)
    async with database.sessions.begin() as session:
        operator = await _find_by_email(session, fold(email.strip()))
        found = None if project is None else await find_project(session, project)
        if operator is None or operator.revoked_at is not None or (found and found.id != operator.project_id):
            raise OperatorNotFound("No operator signs in with this e-mail address: `operator list` shows them all.")
        if operator.subject_hash is not None:
            raise UserError("This operator signs in through the provider, where the password is changed.")
        await session.refresh(operator, with_for_update={"key_share": True})
        await replace_password(session, operator, password_hash, now)
        session.add(operator)
    return operator


async def reset_second_factor(database: Database, email: str) -> Operator:
    """Turns the operator's second factor off, for somebody who lost the app and the codes; raises OperatorNotFound."""
    async with database.sessions.begin() as session:
        operator = await _find_by_email(session, fold(email.strip()))
        if operator is None:
            raise OperatorNotFound("There is no operator with this e-mail address: `operator list` shows them all.")
        await forget_second_factor(session, operator.id)
    return operator


def _hash(password: str) -> str:
    try:
        return hash_password(password)
    except WeakPassword as error:
        raise UserError(f"That password is too weak: {error}.") from error


async def _make_room(session: AsyncSession, address: str) -> None:
    earlier = await _find_by_email(session, address)
    if earlier is None:
        return
    if earlier.revoked_at is None:
        raise OperatorExists("There is already an operator with this e-mail address.")
    # A new id, not a new password: sessions and events of the revoked one stay the revoked one's.
    await session.delete(earlier)
    await session.flush()


async def _find_by_email(session: AsyncSession, address: str) -> Operator | None:
    return (await session.exec(select(Operator).where(col(Operator.email) == address))).one_or_none()
