"""Turns an issued invoice into an e-invoice, or gives the reason why it has none."""

from collections.abc import Sequence

from models.access.project import Project
from models.billing.invoice import Invoice, InvoiceStatus, has_pdf, issued_on
from models.billing.invoice_line import InvoiceLine
from models.scoped import ERASED
from models.values.time_zone import day_in
from pdf.einvoice.amounts import Amounts
from pdf.einvoice.category import OUT_OF_SCOPE, Trade, categorize
from pdf.einvoice.days import Supply, date_supply
from pdf.einvoice.einvoice import EInvoice, TypeCode, Vat
from pdf.einvoice.element import clean
from pdf.einvoice.gap import Gap, NotStated
from pdf.einvoice.lines import state_line
from pdf.einvoice.parties import read_account, read_buyer, read_seller, state_buyer, state_seller
from pdf.einvoice.references import find_buyer_reference, find_purchase_order
from pdf.einvoice.totals import sum_up
from resolvers.invoices.issued_invoices import IssuedInvoice, buyer_at_issue, seller_at_issue


def declare(issued: IssuedInvoice) -> EInvoice | Gap:
    """The e-invoice; a Gap if the invoice's data is missing, ambiguous or contradictory."""
    try:
        return _declare(issued)
    except NotStated as refusal:
        return refusal.gap


def einvoice_gap(issued: IssuedInvoice) -> Gap | None:
    """Why the invoice's PDF has no e-invoice; None if it has one."""
    declared = declare(issued)
    return declared if isinstance(declared, Gap) else None


def _declare(issued: IssuedInvoice) -> EInvoice:
    invoice = issued.invoice
    number = _check(invoice, issued.lines)
    seller, buyer = seller_at_issue(issued), buyer_at_issue(issued)
    trade = Trade(read_seller(seller), read_buyer(buyer), buyer.get("tax_exempt"))
    taxed = [(line, categorize(line, trade, issued.rates)) for line in issued.lines]
    in_scope = _is_in_scope(taxed)
    amounts = Amounts(invoice.currency, -1 if invoice.is_credit else 1)
    sums = sum_up(invoice, taxed, amounts)
    asks_payment = invoice.total > 0 and sums.totals.due > 0
    supply = date_supply([state_line(line, vat, amounts, seller.time_zone) for line, vat in taxed])
    return EInvoice(
        number=number,
        type_code=TypeCode.CREDIT_NOTE if invoice.is_credit else TypeCode.INVOICE,
        issued=day_in(issued_on(invoice), seller.time_zone),
        due=None if invoice.due_at is None else day_in(invoice.due_at, seller.time_zone),
        currency=invoice.currency,
        seller=state_seller(trade.seller, in_scope=in_scope),
        buyer=state_buyer(trade.buyer, in_scope=in_scope),
        lines=supply.lines,
        adjustments=sums.adjustments,
        vat_totals=sums.vat_totals,
        totals=sums.totals,
        buyer_reference=find_buyer_reference(invoice.custom_fields or ()),
        purchase_order=find_purchase_order(invoice.custom_fields or ()),
        preceding=clean(issued.revised or invoice.from_invoice_id),
        account=read_account(seller) if asks_payment else None,
        terms=clean((seller.payment_instructions or {}).get("terms")) if asks_payment else None,
        period=supply.period,
        delivered_on=supply.day,
        delivered_to=_destination(taxed, trade, supply),
        notes=_list_notes(invoice, seller),
    )


def _check(invoice: Invoice, lines: Sequence[InvoiceLine]) -> str:
    """The invoice's number."""
    number = clean(invoice.number)
    if not has_pdf(invoice.status):
        raise NotStated(Gap.DRAFT)
    if invoice.status is InvoiceStatus.VOID:
        raise NotStated(Gap.VOID)
    if invoice.source_hash == ERASED:
        raise NotStated(Gap.ERASED)
    if number is None:
        raise NotStated(Gap.NUMBER)
    if not lines:
        raise NotStated(Gap.LINES)
    if {line.currency for line in lines} != {invoice.currency}:
        raise NotStated(Gap.CURRENCY)
    return number


def _list_notes(invoice: Invoice, seller: Project) -> tuple[str, ...]:
    fields = (f"{field['name']}: {field['value']}" for field in invoice.custom_fields or ())
    texts = map(clean, (invoice.description, *fields, invoice.footer, seller.footer))
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_in_scope(taxed: Sequence[tuple[InvoiceLine, Vat]]) -> bool:
    """BR-O-11 to BR-O-14: either all lines are outside the scope of VAT, or none."""
    outside = {vat == OUT_OF_SCOPE for _, vat in taxed}
    if len(outside) > 1:
        raise NotStated(Gap.TAX_MIXTURE)
    return outside == {False}


def _destination(taxed: Sequence[tuple[InvoiceLine, Vat]], trade: Trade, supply: Supply) -> str | None:
    """BR-IC-11 and BR-IC-12: an intra-community supply states its date and country."""
    if all(vat.category != "K" for _, vat in taxed):
        return None
    if supply.day is None and supply.period is None:
        raise NotStated(Gap.SUPPLY_DATE)
    return trade.buyer.country
