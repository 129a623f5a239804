"""When each key was last used."""

from sqlalchemy import bindparam, or_, update
from sqlmodel import col

from app.upkeep.last_uses import LastUses
from models.access.api_key import ApiKey


class KeyUsage(LastUses):
    """The last uses of API keys, with those of their customers' tokens."""

    statement = (
        update(ApiKey.__table__)  # type: ignore[attr-defined]
        .where(
            col(ApiKey.id) == bindparam("credential_id"),
            or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < bindparam("used_at")),
        )
        .values(last_used_at=bindparam("used_at"))
    )
