"""Finds the viewer of an Authorization header."""

import re

from sqlalchemy import SelectBase, bindparam, select
from sqlmodel import col

from app.keys.customer_tokens import TokenAuthenticator
from app.keys.known_keys import KnownKeys
from app.keys.usage import KeyUsage
from models.access.api_key import KEY_PATTERN, ApiKey, hash_key
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.values.instant import Clock, Instant
from resolvers.signing.customer_tokens import PREFIX, TOKEN_PATTERN, CustomerTokens
from storage.database import Database
from storage.request_notes import note
from storage.statements import compile_statement

_BEARER = re.compile(rf"(?i:bearer) +({KEY_PATTERN.pattern}|{TOKEN_PATTERN.pattern}) *")

_FIND_KEY: SelectBase = (
    select(
        col(ApiKey.project_id),
        col(Project.name).label("project_name"),
        col(ApiKey.live_mode),
        col(ApiKey.role),
        col(ApiKey.name),
        col(ApiKey.id),
        col(Project.time_zone),
    )
    .join(Project, col(Project.id) == col(ApiKey.project_id))
    .where(col(ApiKey.key_hash) == bindparam("key_hash"), col(ApiKey.revoked_at).is_(None))
)


class Authenticator:
    """Finds the viewer of a key or a customer's token in one statement at most, and notes the key's use."""

    def __init__(self, database: Database, usage: KeyUsage, clock: Clock, tokens: CustomerTokens) -> None:
        self._database = database
        self._usage = usage
        self._clock = clock
        self._find_key = compile_statement(_FIND_KEY, database.dialect, decoded=False)
        self._known = KnownKeys()
        self._tokens = TokenAuthenticator(database, tokens)

    async def authenticate(self, header: str | None) -> Viewer | None:
        """The viewer of an Authorization header's value.

        None if the header is missing or malformed, or its key or token is not valid, or no longer: a key that was
        good at the last request, up to a second ago, is not looked up again.
        Raises the driver's error when the database is gone.
        """
        if header is None:
            return None
        now = self._clock()
        viewer = self._known.find(header, now) or await self._find_viewer(header, now)
        if viewer is None:
            return None
        self._usage.note(viewer.credential_id, now)
        note(key_id=viewer.credential_id)
        return viewer

    async def _find_viewer(self, header: str, now: Instant) -> Viewer | None:
        match = _BEARER.fullmatch(header)
        if match is None:
            return None
        if match[1].startswith(PREFIX):
            return await self._tokens.authenticate(match[1], now)
        rows = await self._database.fetch(self._find_key, {"key_hash": hash_key(match[1])})
        if not rows:
            return None
        viewer = _viewer(*rows[0])
        self._known.keep(header, viewer, now)
        return viewer


def _viewer(project_id: str, project_name: str, live_mode: int, role: str, name: str, key_id: str, zone: str) -> Viewer:
    return Viewer(project_id, project_name, bool(live_mode), Role(role), name, key_id, time_zone=zone)
