"""MetadataEntry: metadata that a project stores with an object."""

import strawberry

from resolvers.context import RequestContext


@strawberry.type(description="An entry of the metadata that the project stores with an object.")
class MetadataEntry:
    key: str = strawberry.field(description="The key.")
    value: str = strawberry.field(description="The value.")


def metadata_of(stored: dict[str, str], context: RequestContext) -> list[MetadataEntry]:
    """The stored metadata, by key; none for a customer's token."""
    if context.viewer.is_customer:
        return []
    return [MetadataEntry(key=key, value=stored[key]) for key in sorted(stored)]


def known_metadata_of(stored: dict[str, str] | None, context: RequestContext) -> list[MetadataEntry] | None:
    """The same where it may be that none was read; null then."""
    return None if stored is None else metadata_of(stored, context)
