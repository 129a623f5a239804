"""MetadataEntry: what a project keeps with an object."""

import strawberry


@strawberry.type(description="One piece of what the project keeps with an object for itself.")
class MetadataEntry:
    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its text.")


def metadata_of(stored: dict[str, str]) -> list[MetadataEntry]:
    """The stored metadata, by key."""
    return [MetadataEntry(key=key, value=stored[key]) for key in sorted(stored)]
