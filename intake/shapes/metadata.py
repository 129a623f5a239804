"""What a seller keeps with an object: names with their values."""

from intake.shapes.fields import Fields
from intake.shapes.texts import check_text


def read_metadata(fields: Fields) -> dict[str, str]:
    """The object's metadata. The platform always tells it: a source that is silent about it has none to tell."""
    metadata = fields.child("metadata")
    if metadata is None:
        return {}
    return {
        check_text(name, "a name in metadata"): check_text(value, f"{metadata.path}{name!a}")
        for name, value in metadata.source.items()
    }
