"""Addresses and tax ids, as customers have them and as invoices repeat them."""

from intake.shapes.fields import Fields
from models.billing.customer import ADDRESS_PARTS


def read_address(fields: Fields, name: str) -> dict[str, str | None] | None:
    """The known parts of an address, or None when it is null or empty."""
    source = fields.child(name)
    parts = {part: source.text(part) for part in ADDRESS_PARTS} if source else {}
    return parts if any(parts.values()) else None


def read_tax_ids(fields: Fields, name: str) -> list[dict[str, str]]:
    """Type and value of each tax id."""
    return [
        {"type": entry.need(entry.text, "type"), "value": entry.need(entry.text, "value")}
        for entry in fields.children(name) or []
        if entry.has("value")
    ]
