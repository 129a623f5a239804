"""The taxes of an invoice as printed."""

from collections.abc import Mapping, Sequence

from models.access.project import Project
from pdf.content.formats import Formats
from pdf.content.invoice_content import Relief, TaxText
from pdf.content.tax_amounts import TaxAmount
from pdf.content.tax_names import TAX, find_place, name_tax


def write_taxes(
    taxes: Sequence[TaxAmount], reliefs: Mapping[str | None, Relief | None], seller: Project, formats: Formats
) -> list[TaxText]:
    """Each as text, in the same order; `reliefs` are by Stripe's reasons."""
    return [_write(tax, reliefs.get(tax.kind.reason), seller.country, formats) for tax in taxes]


def name_taxes(taxes: Sequence[TaxText], seller: Project) -> str:
    """What all of them are called."""
    names = {tax.name for tax in taxes} or {name_tax(None, seller.country)}
    return names.pop() if len(names) == 1 else TAX


def _write(tax: TaxAmount, relief: Relief | None, seller_country: str | None, formats: Formats) -> TaxText:
    return TaxText(
        name=name_tax(tax.kind.name, tax.kind.country or seller_country),
        place=find_place(tax.kind.jurisdiction, tax.kind.country or seller_country),
        amount=formats.money(tax.amount),
        rate=None if tax.kind.rate is None else formats.percent(tax.kind.rate),
        base=None if tax.base is None else formats.money(tax.base),
        relief=relief,
    )
