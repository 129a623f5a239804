"""Creates, lists and revokes API keys."""

from app.admin.projects import find_project, list_of_project
from app.user_error import UserError
from models.access.api_key import ApiKey, NewApiKey, new_api_key
from models.access.viewer import Role
from models.values.instant import Instant
from storage.database import Database


class KeyNotFound(UserError):
    """No key has this id."""


async def create_key(
    database: Database, project: str, *, live_mode: bool, role: Role, name: str, now: Instant
) -> NewApiKey:
    """A key of the project (id or name), and its secret this once; raises ProjectNotFound."""
    async with database.sessions.begin() as session:
        found = await find_project(session, project)
        key = new_api_key(found.id, live_mode=live_mode, role=role, name=name, now=now)
        session.add(key.row)
    return key


async def list_keys(database: Database, project: str | None = None) -> list[ApiKey]:
    """The keys of one project or of all, revoked ones too, oldest first; raises ProjectNotFound."""
    return await list_of_project(database, ApiKey, project)


async def revoke_key(database: Database, key_id: str, now: Instant) -> ApiKey:
    """Revokes the key and returns it; a revoked key stays revoked. Raises KeyNotFound."""
    async with database.sessions.begin() as session:
        key = await session.get(ApiKey, key_id)
        if key is None:
            raise KeyNotFound(f"There is no key {key_id!r}: `key list` shows them all.")
        key.revoked_at = key.revoked_at or now
        session.add(key)
    return key
