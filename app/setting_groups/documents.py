"""Settings: documents that are known before they come."""

from pydantic import Field

from app.setting_groups.group import Group, Paths


class Documents(Group):
    """Documents sent by hash or id."""

    persisted_queries: bool = True
    """Whether queries may be sent by their hash."""
    persisted_queries_max_count: int = Field(default=1000, ge=1, le=1_000_000)
    """How many such queries each process keeps, and Redis for all."""
    persisted_queries_max_bytes: int = Field(default=4_000_000, ge=1, le=1_000_000_000)
    """How many bytes of text that may be."""
    trusted_documents: Paths = ()
    """Manifests by Relay, GraphQL Code Generator or Apollo: files, or folders of `.json` files, with commas between."""
    trusted_documents_strict: bool = False
    """Whether everything else is refused."""
