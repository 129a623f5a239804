"""When each session was last seen."""

from sqlalchemy import bindparam, update
from sqlmodel import col

from app.upkeep.last_uses import LastUses
from models.access.operator_session import OperatorSession


class SessionSightings(LastUses):
    """Of a session in use, one sighting in a while is enough: see `SessionAuthenticator`."""

    statement = (
        update(OperatorSession.__table__)  # type: ignore[attr-defined]
        .where(
            col(OperatorSession.id) == bindparam("credential_id"),
            col(OperatorSession.last_seen_at) < bindparam("used_at"),
        )
        .values(last_seen_at=bindparam("used_at"))
    )
