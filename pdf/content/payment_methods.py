"""How an invoice can be paid and how it was, as plain values: what renders them knows no database."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Transfer:
    """An account, and the amount in the main unit; `has_code` means that a QR code can ask for it (EPC069-12)."""

    holder: str
    iban: str
    bic: str | None
    reference: str
    amount: Decimal
    has_code: bool


@dataclass(frozen=True, slots=True)
class HowToPay:
    """How what is due can be paid: by transfer, on a page, and under which terms."""

    transfer: Transfer | None = None
    url: str | None = None
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class PaidWith:
    """What a payment was made with: its name, or else its kind, which has a label; and the last four digits."""

    kind: str
    name: str | None = None
    last4: str | None = None
