"""Settings: the limits of requests and connections."""

from pydantic import Field

from app.setting_groups.group import Group


class Connections(Group):
    """Requests and connections."""

    max_body_bytes: int = Field(default=256 * 1024, ge=1024, le=16 * 1024 * 1024)
    """Largest request body or query string."""
    max_head_bytes: int = Field(default=64 * 1024, ge=1024, le=16 * 1024 * 1024)
    """Bytes of a request's head, and of what frames its body."""
    head_time_limit: float = Field(default=10, gt=0, le=3600)
    """Seconds to send a head in, from the connection's beginning for the first."""
    body_time_limit: float = Field(default=30, gt=0, le=3600)
    """Seconds to send a body in, or to take some of an answer."""
    idle_time_limit: float | None = Field(default=None, gt=0, le=3600)
    """Seconds that a connection without a request is kept; without it 30, or 75 with trusted proxies."""
    max_connections: int = Field(default=1000, ge=1, le=1_000_000)
    """Connections of a process; at most half of its descriptors."""
    max_connections_by_address: int = Field(default=200, ge=1, le=1_000_000)
    """Of these, how many from one address that is not a trusted proxy."""
