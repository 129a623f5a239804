"""The VAT category of a line, from the invoice's tax data; an ambiguous one is refused.

The codes are UNTDID 5305's as EN 16931 uses them: its rules BR-S, BR-Z, BR-E, BR-AE, BR-G, BR-IC and BR-O. The reasons
are the values of Stripe's `taxability_reason`. The exemption codes are CEF's "VATEX".
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate, only_percentage
from pdf.einvoice.countries import LEVIES_VAT, NORTHERN_IRELAND, UNION
from pdf.einvoice.einvoice import Vat
from pdf.einvoice.gap import Gap, NotStated
from pdf.einvoice.parties import Trader

_ZERO = Decimal(0)
_TAXED = frozenset(
    {"standard_rated", "reduced_rated", "portion_standard_rated", "portion_reduced_rated", "proportionally_rated"}
)
_EXEMPT = {
    "product_exempt": "Exempt from VAT",
    "product_exempt_holiday": "Exempt from VAT for a limited time",
    "customer_exempt": "The buyer is exempt from VAT",
}
# Stripe's `tax_exempt` of the customer at issue, used if the line gives no reason.
REASON_OF_BUYER = {"exempt": "customer_exempt", "reverse": "reverse_charge"}

_ZERO_RATED = Vat("Z", _ZERO)
_REVERSE_CHARGE = Vat("AE", _ZERO, "Reverse charge", "VATEX-EU-AE")
_INTRA_COMMUNITY = Vat("K", _ZERO, "Intra-community supply", "VATEX-EU-IC")
_EXPORT_OF_UNION = Vat("G", _ZERO, "Export outside the European Union", "VATEX-EU-G")
_EXPORT = Vat("G", _ZERO, "Export")
OUT_OF_SCOPE = Vat("O", None, "Not subject to VAT", "VATEX-EU-O")


class Trade(NamedTuple):
    """The seller, the buyer, and the buyer's `tax_exempt` at issue."""

    seller: Trader
    buyer: Trader
    buyer_exempt: str | None

    @property
    def within_union(self) -> bool:
        """Whether both are in the European Union for the sale of goods."""
        return _is_in_union(self.seller) and _is_in_union(self.buyer)


def categorize(line: InvoiceLine, trade: Trade, rates: Mapping[str, TaxRate]) -> Vat:
    """The line's category and rate; raises NotStated if the data does not determine them."""
    rate = only_percentage(line.tax_rate, line.taxes, rates)
    reason = line.tax_reason or (None if line.tax else REASON_OF_BUYER.get(trade.buyer_exempt or ""))
    if line.tax or (rate and (reason is None or reason in _TAXED)):
        return _taxed(rate, trade, reason)
    return _untaxed(reason, trade)


def _taxed(rate: Decimal | None, trade: Trade, reason: str | None) -> Vat:
    if rate is None:
        raise NotStated(Gap.TAX_RATE)
    if rate <= 0 or (reason is not None and reason not in _TAXED):
        raise NotStated(Gap.TAX_AMOUNT)
    if trade.buyer.country not in LEVIES_VAT:
        raise NotStated(Gap.TAX_KIND)
    return Vat("S", rate)


def _untaxed(reason: str | None, trade: Trade) -> Vat:
    if reason in _EXEMPT:
        return Vat("E", _ZERO, _EXEMPT[reason])
    if reason == "not_subject_to_tax":
        return OUT_OF_SCOPE
    if reason == "reverse_charge":
        return _reverse_charge(trade)
    if reason == "zero_rated":
        return _zero_rated(trade)
    # "not_collecting", "not_available" and "not_supported" mean that no tax was computed, not that none is due.
    raise NotStated(Gap.TAX_REASON)


def _reverse_charge(trade: Trade) -> Vat:
    if trade.buyer.numbers.vat_id is None:
        raise NotStated(Gap.BUYER_VAT_ID)
    return _REVERSE_CHARGE


def _zero_rated(trade: Trade) -> Vat:
    """Zero-rated in the seller's country. Abroad it is a supply of goods: services would have another reason."""
    if trade.seller.country == trade.buyer.country and not _crosses_the_irish_sea(trade):
        return _ZERO_RATED
    if trade.seller.numbers.vat_id is None:
        raise NotStated(Gap.SELLER_TAX_ID)
    if not trade.within_union:
        return _EXPORT_OF_UNION if trade.seller.country in UNION else _EXPORT
    # Directive 2006/112/EC, article 138: within the Union the buyer needs a VAT id.
    if trade.buyer.numbers.vat_id is None:
        raise NotStated(Gap.BUYER_VAT_ID)
    return _INTRA_COMMUNITY


def _is_in_union(trader: Trader) -> bool:
    return trader.country in UNION or (trader.numbers.vat_id or "").startswith(NORTHERN_IRELAND)


def _crosses_the_irish_sea(trade: Trade) -> bool:
    return _is_in_union(trade.seller) != _is_in_union(trade.buyer)
