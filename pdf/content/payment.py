"""How an invoice can be paid, and how it was."""

from decimal import Decimal

from models.access.project import Project
from models.billing.invoice import Invoice, InvoiceStatus
from models.values.money import major_units
from pdf.content.payment_methods import HowToPay, PaidWith, Transfer
from pdf.einvoice.einvoice import Account
from pdf.einvoice.parties import read_account
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.payments import Payment

# What an EPC QR code can ask for (EPC069-12).
_MIN_TRANSFER, _MAX_TRANSFER = Decimal("0.01"), Decimal("999999999.99")
_HTTPS = "https://"
_PAYABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE})

_BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}
# Payment methods that have a name of their own; others get the label of their kind.
_NAMES = {
    "cashapp": "Cash App",
    "eps": "EPS",
    "ideal": "iDEAL",
    "p24": "Przelewy24",
    "paypal": "PayPal",
    "wechat_pay": "WeChat Pay",
}
_KINDS = {
    "card": "card",
    "card_present": "card",
    "customer_balance": "transfer",
    "us_bank_account": "bank account",
    "sepa_debit": "direct debit",
    "bacs_debit": "direct debit",
    "acss_debit": "direct debit",
    "au_becs_debit": "direct debit",
}


def how_to_pay(issued: IssuedInvoice, seller: Project) -> HowToPay | None:
    """How to pay; None if nothing is due."""
    invoice, instructions = issued.invoice, seller.payment_instructions or {}
    if invoice.status not in _PAYABLE or invoice.is_credit or invoice.amount_remaining <= 0:
        return None
    url = next(
        (each for each in (invoice.hosted_url, instructions.get("url")) if each and each.startswith(_HTTPS)), None
    )
    terms = instructions.get("terms")
    transfer = _transfer(invoice, read_account(seller))
    return HowToPay(transfer, url, terms) if transfer or url or terms else None


def paid_with(payments: tuple[Payment, ...]) -> tuple[PaidWith, ...]:
    """The means of these payments, each once."""
    return tuple(dict.fromkeys(_means(payment) for payment in payments if payment.kind))


def _transfer(invoice: Invoice, account: Account | None) -> Transfer | None:
    if account is None:
        return None
    amount = major_units(invoice.amount_remaining, invoice.currency)
    return Transfer(
        holder=account.holder,
        iban=account.iban,
        bic=account.bic,
        reference=invoice.name,
        amount=amount,
        has_code=invoice.currency == "EUR" and _MIN_TRANSFER <= amount <= _MAX_TRANSFER,
    )


def _means(payment: Payment) -> PaidWith:
    kind = payment.kind or ""
    if payment.brand:
        return PaidWith(kind, _BRANDS.get(payment.brand, payment.brand.replace("_", " ").title()), payment.last4)
    if kind in _KINDS:
        return PaidWith(_KINDS[kind], None, payment.last4)
    return PaidWith(kind, _NAMES.get(kind, kind.replace("_", " ").title()), payment.last4)
