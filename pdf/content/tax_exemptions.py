"""Why no tax is charged, as invoices must state it (Directive 2006/112/EC, article 226 (11) and (11a))."""

from models.access.project import Project
from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from pdf.content.invoice_content import Relief
from pdf.einvoice.category import REASON_OF_BUYER
from pdf.einvoice.countries import UNION
from pdf.einvoice.einvoice import EInvoice
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue

# Stripe's reasons that say it for all countries. "zero_rated" does not.
_BY_REASON: dict[str | None, Relief] = {
    "reverse_charge": "reverse_charge",
    "product_exempt": "exempt",
    "product_exempt_holiday": "exempt_holiday",
    "customer_exempt": "buyer_exempt",
    "not_subject_to_tax": "out_of_scope",
}
_BY_CATEGORY: dict[str, Relief] = {
    "AE": "reverse_charge",
    "K": "intra_community",
    "G": "export",
    "O": "out_of_scope",
}


def list_reliefs(issued: IssuedInvoice, einvoice: EInvoice | None) -> list[Relief | None]:
    """One for each line; None for a taxed line, and where nothing says why there is no tax.

    A foreign country alone proves no delivery of goods: that is said only where the e-invoice says it.
    """
    # Where only the invoice has the tax, it is not known which lines have none.
    is_told = sum(line.tax for line in issued.lines) in {issued.invoice.tax, _less_shipping(issued.invoice)}
    of_buyer = REASON_OF_BUYER.get(buyer_at_issue(issued)["tax_exempt"] or "") if is_told else None
    reliefs: list[Relief | None] = []
    for place, line in enumerate(issued.lines):
        reason = line.tax_reason or of_buyer
        category = None if einvoice is None else einvoice.lines[place].vat.category
        reliefs.append(None if line.tax else _BY_CATEGORY.get(category or "") or _BY_REASON.get(reason))
    return reliefs


def implies_reverse_charge(issued: IssuedInvoice, seller: Project) -> bool:
    """Whether the buyer owes the tax though no line says so.

    It does for an untaxed sale by a seller who levies VAT to a business in another country of the Union (articles 44
    and 196).
    """
    if issued.invoice.tax or not issued.invoice.total or any(_says_something(line) for line in issued.lines):
        return False
    tax_ids = buyer_at_issue(issued)["tax_ids"]
    vat_ids = [tax_id["value"].upper() for tax_id in tax_ids if tax_id.get("type") == "eu_vat"]
    # Greek VAT numbers start with EL.
    countries = {"GR" if number.startswith("EL") else number[:2] for number in vat_ids}
    return seller.country in UNION | {"GB"} and bool(countries & UNION) and seller.country not in countries


def _less_shipping(invoice: Invoice) -> int:
    return invoice.tax - (invoice.shipping_tax or 0)


def _says_something(line: InvoiceLine) -> bool:
    return bool(line.tax_reason or line.tax_rate or line.tax)
