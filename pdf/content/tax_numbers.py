"""Tax numbers as printed, each called what its type says it is."""

from collections.abc import Mapping, Sequence

from models.access.project import Project
from models.billing.tax_number_names import SCHEMES, is_vat
from pdf.content.invoice_content import TaxNumber
from pdf.einvoice.tax_number import compact, read_untyped


def read_numbers(tax_ids: Sequence[Mapping[str, str]]) -> tuple[TaxNumber, ...]:
    """Numbers with their types."""
    return tuple(_read(tax_id.get("type", ""), tax_id["value"]) for tax_id in tax_ids)


def seller_numbers(seller: Project) -> tuple[TaxNumber, ...]:
    """The seller's own text first, each number once."""
    numbers = list(read_numbers(seller.tax_ids or ()))
    known = {compact(each.number) for each in numbers}
    if seller.tax_id and compact(seller.tax_id) not in known:
        is_known = read_untyped(seller.tax_id, seller.country or "").any is not None
        numbers.insert(0, TaxNumber(seller.tax_id, is_vat=is_known))
    return tuple(numbers)


def _read(kind: str, number: str) -> TaxNumber:
    return TaxNumber(number, is_vat(kind), SCHEMES.get(kind))
