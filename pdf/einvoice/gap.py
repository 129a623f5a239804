"""The reasons why an invoice has no e-invoice, for the operator to fix."""

from enum import StrEnum


class Gap(StrEnum):
    """A reason; the property `reason` is its sentence."""

    DRAFT = "DRAFT"
    VOID = "VOID"
    ERASED = "ERASED"
    NUMBER = "NUMBER"
    LINES = "LINES"
    SELLER_COUNTRY = "SELLER_COUNTRY"
    SELLER_TAX_ID = "SELLER_TAX_ID"
    BUYER_NAME = "BUYER_NAME"
    BUYER_COUNTRY = "BUYER_COUNTRY"
    BUYER_VAT_ID = "BUYER_VAT_ID"
    TAX_REASON = "TAX_REASON"
    TAX_RATE = "TAX_RATE"
    TAX_KIND = "TAX_KIND"
    TAX_MIXTURE = "TAX_MIXTURE"
    TAX_AMOUNT = "TAX_AMOUNT"
    SUPPLY_DATE = "SUPPLY_DATE"
    CURRENCY = "CURRENCY"
    DECIMALS = "DECIMALS"
    TOTALS = "TOTALS"
    PAYMENTS = "PAYMENTS"

    @property
    def reason(self) -> str:
        """One sentence, without data of the invoice."""
        return _REASONS[self]


class NotStated(Exception):
    """The invoice can't become an e-invoice; `gap` has the reason."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap.value)
        self.gap = gap


_REASONS = {
    Gap.DRAFT: "The invoice is a draft.",
    Gap.VOID: "The invoice is void.",
    Gap.ERASED: "The customer was erased: whatever e-invoice there was is in the PDF that is kept.",
    Gap.NUMBER: "The invoice has no number.",
    Gap.LINES: "The invoice has no lines.",
    Gap.SELLER_COUNTRY: "The project's address lacks a country: give it with `project update`.",
    Gap.SELLER_TAX_ID: (
        "The project has no tax number whose kind is known: give taxIds such as "
        '[{"type": "eu_vat", "value": "DE123456789"}] with `project update`.'
    ),
    Gap.BUYER_NAME: "The buyer has no name.",
    Gap.BUYER_COUNTRY: "The buyer's address lacks a country.",
    Gap.BUYER_VAT_ID: "VAT is left to the buyer or to its country, and the buyer has no VAT number.",
    Gap.TAX_REASON: "A line has no tax and does not say why: zero-rated, exempt, reverse charge or not subject to tax.",
    Gap.TAX_RATE: "A line has a tax without one single rate.",
    Gap.TAX_KIND: "The buyer's country has no VAT, so a line's tax is of another kind.",
    Gap.TAX_MIXTURE: "Lines outside the scope of VAT stand beside lines within it.",
    Gap.TAX_AMOUNT: "The tax is not what its rate and its base come to, or contradicts its reason.",
    Gap.SUPPLY_DATE: "Goods go to another country of the European Union, and no line says when.",
    Gap.CURRENCY: "The invoice and its lines are not all in one currency.",
    Gap.DECIMALS: "An amount has three decimals; EN 16931 allows two.",
    Gap.TOTALS: "The lines, discounts and taxes do not add up to the total.",
    Gap.PAYMENTS: "What was paid, what a balance or credit notes settled, and what remains do not add up to the total.",
}
