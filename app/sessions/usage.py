"""When each session was last used."""

from sqlalchemy import bindparam, update
from sqlmodel import col

from app.upkeep.last_uses import LastUses
from models.access.operator_session import OperatorSession


class SessionUsage(LastUses):
    """The last uses of operators' sessions; `SessionAuthenticator` notes only some of them."""

    statement = (
        update(OperatorSession.__table__)  # type: ignore[attr-defined]
        .where(
            col(OperatorSession.id) == bindparam("credential_id"),
            col(OperatorSession.last_seen_at) < bindparam("used_at"),
        )
        .values(last_seen_at=bindparam("used_at"))
    )
