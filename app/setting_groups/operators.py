"""Settings: sessions, and how long it is kept who read what."""

from pydantic import Field

from app.setting_groups.group import Group


class Operators(Group):
    """Operators and what they read."""

    session_time_limit: int = Field(default=12 * 3600, ge=60, le=30 * 86_400)
    """Seconds that an operator stays signed in."""
    session_idle_limit: int = Field(default=2 * 3600, ge=60, le=30 * 86_400)
    """Seconds that an unused session lasts."""
    audit_days: int = Field(default=365, ge=1, le=36_500)
    """Days that it is kept who read which customer."""
