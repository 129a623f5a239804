"""The tax breakdown of an invoice as printed, and whether the reverse charge applies."""

from collections.abc import Sequence
from decimal import Decimal

from models.access.project import Project
from models.billing.invoice_line import InvoiceLine
from pdf.content.formats import Formats
from pdf.content.invoice_content import TaxLine
from pdf.einvoice.countries import UNION
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue, seller_at_issue

# A longer breakdown is of no use to readers and would not fit on a page with the total.
_MAX_RATES = 8

# Countries whose tax is called VAT in English; others have a goods and services tax, a sales tax or another.
_CALLED_VAT = UNION | {"AE", "BH", "CH", "GB", "IM", "IS", "LI", "NO", "OM", "SA", "TR", "UA", "ZA"}


def list_taxes(issued: IssuedInvoice, formats: Formats) -> tuple[TaxLine, ...]:
    """One row for each rate, the highest first; a single row if the lines don't add up to the invoice's tax."""
    rates: dict[Decimal | None, list[InvoiceLine]] = {}
    for line in issued.lines:
        rates.setdefault(line.tax_rate, []).append(line)
    adds_up = sum(line.tax for line in issued.lines) == issued.invoice.tax
    if not adds_up or len(rates) > _MAX_RATES or set(rates) <= {None}:
        return (TaxLine(formats.money(issued.invoice.tax)),)
    order = sorted(rates, key=lambda rate: (rate is None, -(rate or 0)))
    return tuple(_tax_line(rate, rates[rate], formats) for rate in order)


def is_tax_included(lines: Sequence[InvoiceLine]) -> bool:
    """Whether the amounts of all taxed lines include the tax."""
    return {line.tax_included for line in lines if line.tax} == {True}


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


def _tax_line(rate: Decimal | None, lines: list[InvoiceLine], formats: Formats) -> TaxLine:
    base = sum(line.amount - (line.discount or 0) - (line.tax if line.tax_included else 0) for line in lines)
    tax = sum(line.tax for line in lines)
    if rate is None:
        return TaxLine(formats.money(tax))
    return TaxLine(formats.money(tax), formats.percent(rate), formats.money(base))
