"""Address: a postal address."""

import strawberry

from models.billing.customer import ADDRESS_PARTS


@strawberry.type(description="A postal address; any part may be missing.")
class Address:
    line1: str | None = strawberry.field(description="Street and number, or a box.")
    line2: str | None = strawberry.field(description="Flat, floor or building.")
    city: str | None = strawberry.field(description="City, town or village.")
    state: str | None = strawberry.field(description="State, county, province or region.")
    postal_code: str | None = strawberry.field(description="Postal code.")
    country: str | None = strawberry.field(description="ISO 3166 code of two letters.")


def address_of(parts: dict[str, str | None] | None) -> Address | None:
    """The stored address, if there is one."""
    if parts is None:
        return None
    return Address(**{name: parts.get(name) for name in ADDRESS_PARTS})
