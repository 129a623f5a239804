"""The tax breakdown of an invoice as printed, and whether the reverse charge applies."""

from collections.abc import Sequence

from models.access.project import Project
from pdf.content.formats import Formats
from pdf.content.invoice_content import TaxText
from pdf.content.tax_amounts import TaxAmount
from pdf.content.tax_names import TAX, name_tax
from pdf.einvoice.countries import UNION
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue, seller_at_issue

# Countries whose tax is called VAT in English; others have a goods and services tax, a sales tax or another.
_CALLED_VAT = UNION | {"AE", "BH", "CH", "GB", "IM", "IS", "LI", "NO", "OM", "SA", "TR", "UA", "ZA"}


def write_taxes(taxes: Sequence[TaxAmount], seller: Project, formats: Formats) -> list[TaxText]:
    """Each as text, in the same order."""
    country = (seller.address or {}).get("country")
    return [_write(tax, country, formats) for tax in taxes]


def name_taxes(taxes: Sequence[TaxText], seller: Project) -> str:
    """What all of them are called."""
    names = {tax.name for tax in taxes} or {name_tax(None, (seller.address or {}).get("country"))}
    return names.pop() if len(names) == 1 else TAX


def is_called_vat(seller: Project) -> bool:
    """Whether the seller's tax is called VAT."""
    return (seller.address or {}).get("country") in _CALLED_VAT


def has_reverse_charge(issued: IssuedInvoice) -> bool:
    """Whether the buyer owes the VAT, which the invoice must then state (Directive 2006/112/EC, article 226 (11a)).

    It does if a line or the buyer's record at issue says so. If neither says anything, it also does for an untaxed
    sale by a seller who levies VAT to a business in another country of the Union (articles 44 and 196).
    """
    if issued.invoice.tax:
        return False
    buyer, reasons = buyer_at_issue(issued), {line.tax_reason for line in issued.lines}
    if "reverse_charge" in reasons or buyer["tax_exempt"] == "reverse":
        return True
    if reasons != {None} or not issued.invoice.total or any(line.tax_rate for line in issued.lines):
        return False
    seller_country = (seller_at_issue(issued).address or {}).get("country")
    vat_ids = [tax_id["value"].upper() for tax_id in buyer["tax_ids"] if tax_id.get("type") == "eu_vat"]
    # Greek VAT numbers start with EL.
    countries = {"GR" if number.startswith("EL") else number[:2] for number in vat_ids}
    return seller_country in UNION | {"GB"} and bool(countries & UNION) and seller_country not in countries


def _write(tax: TaxAmount, seller_country: str | None, formats: Formats) -> TaxText:
    return TaxText(
        name=name_tax(tax.kind.name, tax.kind.country or seller_country),
        amount=formats.money(tax.amount),
        rate=None if tax.kind.rate is None else formats.percent(tax.kind.rate),
        base=None if tax.base is None else formats.money(tax.base),
    )
