"""Turns an issued invoice into the content of its PDF."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale

from models.access.project import Paper as PaperSize
from models.access.project import Project
from models.billing.invoice import Invoice, InvoiceStatus, issued_on
from models.values.addresses import address_lines
from pdf.content.formats import Formats, choose_locale
from pdf.content.invoice_content import InvoiceContent, Paper, Party, Status, SumRow, TaxText
from pdf.content.lines import write_line
from pdf.content.payment import how_to_pay, paid_with
from pdf.content.sums import Sum, list_sums
from pdf.content.tax_amounts import TaxAmount, list_tax_amounts
from pdf.content.tax_exemptions import implies_reverse_charge, list_reliefs
from pdf.content.tax_numbers import read_numbers, seller_numbers
from pdf.content.taxes import name_taxes, write_taxes
from pdf.content.titles import choose_title
from pdf.einvoice.declare import declare
from pdf.einvoice.gap import Gap
from pdf.text.han import forms_read_in
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue, seller_at_issue

STATUSES: dict[InvoiceStatus, Status] = {
    InvoiceStatus.DRAFT: "draft",
    InvoiceStatus.OPEN: "open",
    InvoiceStatus.PAID: "paid",
    InvoiceStatus.VOID: "void",
    InvoiceStatus.UNCOLLECTIBLE: "uncollectible",
}
_PAPER: dict[PaperSize, Paper] = {PaperSize.A4: "A4", PaperSize.LETTER: "Letter"}


def compose(issued: IssuedInvoice) -> InvoiceContent:
    """The content in the buyer's formats, with the buyer and seller as they were at issue."""
    invoice, project, declared = issued.invoice, issued.project, declare(issued)
    at_issue = seller_at_issue(issued)
    formats = Formats(choose_locale(issued.customer.locale, project.locale), invoice.currency, at_issue.time_zone)
    seller, buyer = _seller(at_issue, formats.locale), _buyer(issued, formats.locale)
    einvoice = None if isinstance(declared, Gap) else declared
    amounts, reliefs = list_tax_amounts(issued), list_reliefs(issued, einvoice)
    by_reason = {line.tax_reason: relief for line, relief in zip(issued.lines, reliefs, strict=True) if relief}
    taxes = write_taxes(amounts, by_reason, at_issue, formats)
    said = {"reverse_charge", *(tax.relief for tax in taxes)}
    return InvoiceContent(
        number=invoice.name,
        status="overdue" if issued.overdue else STATUSES[invoice.status],
        seller=seller,
        buyer=buyer,
        **_days(invoice, formats),
        currency=invoice.currency,
        lines=tuple(
            row
            for line, relief in zip(issued.lines, reliefs, strict=True)
            for row in write_line(line, relief, issued.rates, formats)
        ),
        **_sums(issued, amounts, taxes, formats),
        tax_name=name_taxes(taxes, at_issue),
        title=choose_title(invoice, at_issue),
        revises=issued.revised,
        reliefs=tuple(dict.fromkeys(relief for relief in reliefs if relief and relief not in said)),
        reverse_charge="reverse_charge" in reliefs or implies_reverse_charge(issued, at_issue),
        fields=tuple((field["name"], field["value"]) for field in invoice.custom_fields or ()),
        payment=how_to_pay(issued, at_issue),
        paid_with=paid_with(tuple(issued.payments)),
        notes=tuple(dict.fromkeys(note for note in (invoice.description, invoice.footer, at_issue.footer) if note)),
        paper=_PAPER[project.paper],
        logo=project.logo,
        language=formats.language,
        han="ja" if formats.locale.language == "ja" else buyer.han or seller.han,
        einvoice=einvoice,
        gap=declared if isinstance(declared, Gap) else None,
    )


def _days(invoice: Invoice, formats: Formats) -> dict[str, Any]:
    moments = {"due": invoice.due_at, "paid": invoice.paid_at, "voided": invoice.voided_at}
    days = {name: None if moment is None else formats.day(moment) for name, moment in moments.items()}
    return {"issued": formats.day(issued_on(invoice)), **days}


def _sums(
    issued: IssuedInvoice, amounts: Sequence[TaxAmount], taxes: Sequence[TaxText], formats: Formats
) -> dict[str, Any]:
    invoice, written = issued.invoice, dict(zip(amounts, taxes, strict=True))
    return {
        "sums": tuple(_sum_row(each, written, formats) for each in list_sums(issued, amounts)),
        "included": tuple(tax for amount, tax in zip(amounts, taxes, strict=True) if amount.kind.included),
        "total_tax": formats.money(invoice.tax) if len(taxes) > 1 else None,
        "total": formats.money(invoice.total),
        "amount_due": formats.money(invoice.amount_remaining),
        "received": formats.money(invoice.amount_paid) if invoice.amount_paid else None,
        "credit": formats.money(-invoice.total) if invoice.is_credit else None,
    }


def _seller(seller: Project, locale: Locale) -> Party:
    return Party(
        name=seller.name,
        address=address_lines(seller.address, locale),
        email=seller.email,
        phone=seller.phone,
        tax_ids=seller_numbers(seller),
        han=_forms(seller.address),
    )


def _buyer(issued: IssuedInvoice, locale: Locale) -> Party:
    buyer = buyer_at_issue(issued)
    return Party(
        name=buyer["name"] or buyer["email"] or issued.customer.id,
        address=address_lines(buyer["address"], locale),
        email=buyer["email"],
        phone=buyer["phone"],
        tax_ids=read_numbers(buyer["tax_ids"]),
        han=_forms(buyer["address"]),
    )


def _forms(address: dict[str, str | None] | None) -> str | None:
    return forms_read_in((address or {}).get("country"))


def _sum_row(each: Sum, taxes: Mapping[TaxAmount, TaxText], formats: Formats) -> SumRow:
    return SumRow(each.kind, formats.money(each.amount), None if each.tax is None else taxes[each.tax])
