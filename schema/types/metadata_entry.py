"""MetadataEntry: what a project keeps with an object."""

import strawberry

from resolvers.context import RequestContext


@strawberry.type(description="One piece of what the project keeps with an object for itself.")
class MetadataEntry:
    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its text.")


def metadata_of(stored: dict[str, str], context: RequestContext) -> list[MetadataEntry]:
    """The stored metadata, by key; none for a customer's token."""
    if context.viewer.is_customer:
        return []
    return [MetadataEntry(key=key, value=stored[key]) for key in sorted(stored)]
