"""Which sessions stand: the one definition of when a session has ended."""

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import col

from models.access.operator_session import OperatorSession


def is_valid_session() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a session that has not ended; the parameters are `now` and `idle_since`."""
    return (
        col(OperatorSession.expires_at) > bindparam("now"),
        col(OperatorSession.last_seen_at) > bindparam("idle_since"),
        col(OperatorSession.revoked_at).is_(None),
    )
