"""From an issued invoice to the values that its document prints."""

from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from models.instant import Instant, to_datetime
from models.invoice import InvoiceStatus
from models.invoice_line import InvoiceLine
from models.money import format_money, format_unit_price, locale_or_fallback
from models.project import Paper as PaperSize
from models.project import Project
from pdf.document import DocumentLine, InvoiceDocument, Paper, Party, Status
from pdf.einvoice.declare import declare
from pdf.einvoice.gap import Gap
from resolvers.invoices import IssuedInvoice, buyer_at_issue

_STATUS: dict[InvoiceStatus, Status] = {
    InvoiceStatus.DRAFT: "draft",
    InvoiceStatus.OPEN: "open",
    InvoiceStatus.PAID: "paid",
    InvoiceStatus.VOID: "void",
    InvoiceStatus.UNCOLLECTIBLE: "uncollectible",
}
_PAPER: dict[PaperSize, Paper] = {PaperSize.A4: "A4", PaperSize.LETTER: "Letter"}

# The labels are English, so the figures are written the English way too.
_LOCALE = locale_or_fallback("en-GB")


def compose(issued: IssuedInvoice) -> InvoiceDocument:
    """The document of an invoice: what is owed, the buyer as at issue, the seller as the project says."""
    invoice, project = issued.invoice, issued.project
    declared = declare(issued)

    def money(amount_minor: int) -> str:
        return format_money(amount_minor, invoice.currency, _LOCALE)

    return InvoiceDocument(
        number=invoice.number or invoice.id,
        status=_STATUS[invoice.status],
        seller=_seller(project),
        buyer=_buyer(issued),
        issued=_day(invoice.issued_at or invoice.created_at),
        due=None if invoice.due_at is None else _day(invoice.due_at),
        paid=None if invoice.paid_at is None else _day(invoice.paid_at),
        currency=invoice.currency,
        lines=tuple(_line(line) for line in issued.lines),
        subtotal=money(invoice.subtotal),
        tax=money(invoice.tax),
        total=money(invoice.total),
        amount_paid=money(invoice.amount_paid),
        amount_due=money(invoice.amount_remaining),
        credit=invoice.total < 0,
        notes=tuple(note for note in (invoice.description, project.footer) if note),
        paper=_PAPER[project.paper],
        logo=project.logo,
        einvoice=None if isinstance(declared, Gap) else declared,
    )


def address_lines(address: dict[str, str | None] | None, locale: Locale = _LOCALE) -> tuple[str, ...]:
    """An address one line a part, the country by its name."""
    parts = address or {}
    place = " ".join(part for part in (parts.get("city"), parts.get("state"), parts.get("postal_code")) if part)
    country = parts.get("country")
    lines = (parts.get("line1"), parts.get("line2"), place, country and locale.territories.get(country, country))
    return tuple(line for line in lines if line)


def _seller(project: Project) -> Party:
    return Party(
        name=project.name,
        address=address_lines(project.address),
        email=project.email,
        phone=project.phone,
        tax_ids=_tax_numbers(project),
    )


def _tax_numbers(project: Project) -> tuple[str, ...]:
    numbers = (project.tax_id, *(tax_id["value"] for tax_id in project.tax_ids or ()))
    return tuple(dict.fromkeys(number for number in numbers if number))


def _buyer(issued: IssuedInvoice) -> Party:
    buyer = buyer_at_issue(issued)
    return Party(
        name=buyer["name"] or buyer["email"] or issued.customer.id,
        address=address_lines(buyer["address"]),
        email=buyer["email"],
        phone=buyer["phone"],
        tax_ids=tuple(tax_id["value"] for tax_id in buyer["tax_ids"]),
    )


def _line(line: InvoiceLine) -> DocumentLine:
    return DocumentLine(
        description=line.description,
        quantity=format_decimal(line.quantity, locale=_LOCALE),
        unit_price=format_unit_price(line.unit_amount, line.currency, _LOCALE),
        amount=format_money(line.amount, line.currency, _LOCALE),
        tax=_tax(line),
        period=_period(line.period_start, line.period_end),
    )


def _tax(line: InvoiceLine) -> str:
    if line.tax_rate is not None:
        return format_percent(line.tax_rate / 100, locale=_LOCALE, decimal_quantization=False)
    return format_money(line.tax, line.currency, _LOCALE) if line.tax else ""


def _period(start: Instant | None, end: Instant | None) -> str | None:
    if start is None or end is None or start == end:
        return None
    return " – ".join(format_date(_day(instant), "d MMM y", locale=_LOCALE) for instant in (start, end))


def _day(instant: Instant) -> date:
    return to_datetime(instant).date()
