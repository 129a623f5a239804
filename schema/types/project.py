"""Project: the seller."""

import strawberry


@strawberry.type(description="The seller that everything a key sees belongs to.")
class Project:
    id: strawberry.ID = strawberry.field(description="The project's id.")
    name: str = strawberry.field(description="The project's name.")
    time_zone: str = strawberry.field(
        description="The IANA name of the zone whose days are meant by the dates on invoices and pages."
    )
