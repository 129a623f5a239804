"""SearchMatch: why a search found a customer."""

import strawberry

from models.search.search_match import SearchMatch as FoundMatch
from models.search.search_match import SearchMatchKind
from schema.declarations.row_types import row_type
from schema.declarations.source import column


@row_type(FoundMatch, "Why a search found a customer.")
class SearchMatch:
    kind: SearchMatchKind = column("kind", "What matched.")
    text: str = column(
        "text",
        "What it was found in, as it is stored: the name, the address, the number, the last four digits of the card, "
        'an amount such as "19.99 GBP", or a key of metadata with its value.',
    )
    object_id: strawberry.ID = column(
        "object_id",
        "What has it: the payment, invoice, payment method or other object, else the customer. Where it is not among "
        "the customer's newest 100 of its kind, the customer.",
    )
