"""TaxId: a number that a customer is registered under for tax."""

import strawberry


@strawberry.type(description="A number that the customer is registered under for tax.")
class TaxId:
    type: str = strawberry.field(description='The kind, such as "eu_vat" or "gb_vat".')
    value: str = strawberry.field(description="The number.")


def tax_ids_of(stored: list[dict[str, str]]) -> list[TaxId]:
    """The stored tax ids, in their order."""
    return [TaxId(**tax_id) for tax_id in stored]
