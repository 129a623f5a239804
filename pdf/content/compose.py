"""From an issued invoice to the values that its document prints."""

from babel import Locale

from models.access.project import Paper as PaperSize
from models.access.project import Project
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from pdf.content.addresses import address_lines
from pdf.content.formats import Manner, choose_locale
from pdf.content.invoice_content import DocumentLine, InvoiceDocument, Paper, Party, Status
from pdf.content.taxes import has_reverse_charge, is_called_vat, is_tax_included, list_taxes
from pdf.einvoice.declare import declare
from pdf.einvoice.gap import Gap
from pdf.text.han import forms_read_in
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue, seller_at_issue

_STATUS: dict[InvoiceStatus, Status] = {
    InvoiceStatus.DRAFT: "draft",
    InvoiceStatus.OPEN: "open",
    InvoiceStatus.PAID: "paid",
    InvoiceStatus.VOID: "void",
    InvoiceStatus.UNCOLLECTIBLE: "uncollectible",
}
_PAPER: dict[PaperSize, Paper] = {PaperSize.A4: "A4", PaperSize.LETTER: "Letter"}


def compose(issued: IssuedInvoice) -> InvoiceDocument:
    """The document of an invoice in the buyer's manner: what is owed, buyer and seller as at issue."""
    invoice, project, declared = issued.invoice, issued.project, declare(issued)
    at_issue = seller_at_issue(issued)
    manner = Manner(choose_locale(issued.customer.locale, project.locale), invoice.currency)
    seller, buyer = _seller(at_issue, manner.locale), _buyer(issued, manner.locale)
    included = is_tax_included(issued.lines)
    return InvoiceDocument(
        number=invoice.number or invoice.id,
        status=_STATUS[invoice.status],
        seller=seller,
        buyer=buyer,
        issued=manner.day(invoice.issued_at or invoice.created_at),
        due=None if invoice.due_at is None else manner.day(invoice.due_at),
        paid=None if invoice.paid_at is None else manner.day(invoice.paid_at),
        voided=None if invoice.voided_at is None else manner.day(invoice.voided_at),
        currency=invoice.currency,
        lines=tuple(_line(line, manner) for line in issued.lines),
        subtotal=manner.money(invoice.subtotal),
        discount=_discount(invoice, manner, included),
        tax=manner.money(invoice.tax),
        taxes=list_taxes(issued, manner),
        total=manner.money(invoice.total),
        balance=_balance(issued, manner),
        amount_paid=manner.money(invoice.amount_paid),
        amount_due=manner.money(invoice.amount_remaining),
        credit=manner.money(-invoice.total) if invoice.total < 0 else None,
        vat=is_called_vat(at_issue),
        tax_included=included,
        reverse_charge=has_reverse_charge(issued),
        notes=tuple(note for note in (invoice.description, project.footer) if note),
        paper=_PAPER[project.paper],
        logo=project.logo,
        language=manner.language,
        han="ja" if manner.locale.language == "ja" else buyer.han or seller.han,
        einvoice=None if isinstance(declared, Gap) else declared,
    )


def _seller(seller: Project, locale: Locale) -> Party:
    numbers = (seller.tax_id, *(tax_id["value"] for tax_id in seller.tax_ids or ()))
    return Party(
        name=seller.name,
        address=address_lines(seller.address, locale),
        email=seller.email,
        phone=seller.phone,
        tax_ids=tuple(dict.fromkeys(number for number in numbers if number)),
        han=_forms(seller.address),
    )


def _buyer(issued: IssuedInvoice, locale: Locale) -> Party:
    buyer = buyer_at_issue(issued)
    return Party(
        name=buyer["name"] or buyer["email"] or issued.customer.id,
        address=address_lines(buyer["address"], locale),
        email=buyer["email"],
        phone=buyer["phone"],
        tax_ids=tuple(tax_id["value"] for tax_id in buyer["tax_ids"]),
        han=_forms(buyer["address"]),
    )


def _forms(address: dict[str, str | None] | None) -> str | None:
    return forms_read_in((address or {}).get("country"))


def _discount(invoice: Invoice, manner: Manner, included: bool) -> str | None:
    """What lies between the subtotal and the total, taxes aside, and makes it smaller."""
    change = invoice.total - invoice.subtotal - (0 if included else invoice.tax)
    return manner.money(change) if change * invoice.subtotal < 0 else None


def _balance(issued: IssuedInvoice, manner: Manner) -> str | None:
    """What of the total was neither paid nor is left to pay: the buyer had it to its credit."""
    invoice = issued.invoice
    used = invoice.total - invoice.amount_due
    return manner.money(-used) if 0 < used <= invoice.total else None


def _line(line: InvoiceLine, manner: Manner) -> DocumentLine:
    return DocumentLine(
        description=line.description,
        quantity=manner.number(line.quantity),
        unit_price=manner.unit_price(line.unit_amount),
        amount=manner.money(line.amount),
        tax=_tax(line, manner),
        period=manner.period(line.period_start, line.period_end),
    )


def _tax(line: InvoiceLine, manner: Manner) -> str:
    return manner.money_unless_zero(line.tax) or "" if line.tax_rate is None else manner.percent(line.tax_rate)
