"""VAT, adjustments, payment terms and totals in CII."""

from pdf.einvoice.cii_line import write_adjustment, write_period, write_vat
from pdf.einvoice.einvoice import Adjustment, EInvoice, VatTotal
from pdf.einvoice.element import Element, day, element

# UNTDID 5189. UNTDID 7161 has no fitting code for a charge.
_DISCOUNT = "95"
# UNTDID 4461.
_TRANSFER, _SEPA_TRANSFER = "30", "58"


def write_settlement(einvoice: EInvoice) -> Element | None:
    """Everything of the invoice except parties and lines."""
    return element(
        "ram:ApplicableHeaderTradeSettlement",
        element("ram:PaymentReference", None if einvoice.account is None else einvoice.number),
        element("ram:InvoiceCurrencyCode", einvoice.currency),
        _payment_means(einvoice),
        *map(_vat_total, einvoice.vat_totals),
        write_period(einvoice.period),
        *map(_adjustment, einvoice.adjustments),
        _terms(einvoice),
        _totals(einvoice),
        element("ram:InvoiceReferencedDocument", element("ram:IssuerAssignedID", einvoice.preceding)),
    )


def _payment_means(einvoice: EInvoice) -> Element | None:
    account = einvoice.account
    if account is None:
        return None
    return element(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        element("ram:TypeCode", _SEPA_TRANSFER if einvoice.currency == "EUR" else _TRANSFER),
        element(
            "ram:PayeePartyCreditorFinancialAccount",
            element("ram:IBANID", account.iban),
            element("ram:AccountName", account.holder),
        ),
        element("ram:PayeeSpecifiedCreditorFinancialInstitution", element("ram:BICID", account.bic)),
    )


def _vat_total(total: VatTotal) -> Element | None:
    return element(
        "ram:ApplicableTradeTax",
        element("ram:CalculatedAmount", total.tax),
        element("ram:TypeCode", "VAT"),
        element("ram:ExemptionReason", total.vat.exemption),
        element("ram:BasisAmount", total.basis),
        element("ram:CategoryCode", total.vat.category),
        element("ram:ExemptionReasonCode", total.vat.exemption_code),
        element("ram:RateApplicablePercent", total.vat.rate),
    )


def _adjustment(adjustment: Adjustment) -> Element | None:
    vat = write_vat("ram:CategoryTradeTax", adjustment.vat)
    if adjustment.amount > 0:
        return write_adjustment(adjustment.amount, None, "Shipping" if adjustment.is_shipping else "Charge", vat)
    return write_adjustment(adjustment.amount, _DISCOUNT, "Discount", vat)


def _terms(einvoice: EInvoice) -> Element | None:
    # BR-CO-25: an amount due needs a due date or payment terms.
    unstated = einvoice.due is None and einvoice.totals.due > 0
    return element(
        "ram:SpecifiedTradePaymentTerms",
        element("ram:Description", einvoice.terms or ("No due date is stated." if unstated else None)),
        day("ram:DueDateDateTime", einvoice.due),
    )


def _totals(einvoice: EInvoice) -> Element | None:
    totals = einvoice.totals
    return element(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        element("ram:LineTotalAmount", totals.lines),
        element("ram:ChargeTotalAmount", totals.charges),
        element("ram:AllowanceTotalAmount", totals.allowances),
        element("ram:TaxBasisTotalAmount", totals.basis),
        element("ram:TaxTotalAmount", totals.tax, currencyID=einvoice.currency),
        element("ram:GrandTotalAmount", totals.total),
        element("ram:TotalPrepaidAmount", totals.prepaid),
        element("ram:DuePayableAmount", totals.due),
    )
