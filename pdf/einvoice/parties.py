"""The seller and the buyer of an e-invoice, as at issue."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from models.access.project import Project
from pdf.einvoice.countries import COUNTRIES
from pdf.einvoice.einvoice import Account, Address, TradeParty
from pdf.einvoice.element import clean
from pdf.einvoice.gap import Gap, NotStated
from pdf.einvoice.tax_number import TaxNumbers, find_tax_numbers, read_untyped


class Trader(NamedTuple):
    """A party with its country and numbers, which determine the VAT."""

    name: str
    address: Address
    numbers: TaxNumbers
    email: str | None
    phone: str | None

    @property
    def country(self) -> str:
        """Its country."""
        return self.address.country


def read_seller(project: Project) -> Trader:
    """Raises NotStated without a country, or without a number for VAT."""
    address = _read_address(project.address, Gap.SELLER_COUNTRY)
    numbers = find_tax_numbers(project.tax_ids or (), address.country)
    if not numbers.any:
        numbers = read_untyped(project.tax_id, address.country)
    if not numbers.any:
        raise NotStated(Gap.SELLER_TAX_ID)
    return Trader(project.name, address, numbers, clean(project.email), clean(project.phone))


def read_buyer(buyer: Mapping[str, Any]) -> Trader:
    """Raises NotStated without a name or a country."""
    name = clean(buyer.get("name"))
    if name is None:
        raise NotStated(Gap.BUYER_NAME)
    address = _read_address(buyer.get("address"), Gap.BUYER_COUNTRY)
    numbers = find_tax_numbers(buyer.get("tax_ids") or (), address.country)
    return Trader(name, address, numbers, clean(buyer.get("email")), clean(buyer.get("phone")))


def read_account(seller: Project) -> Account | None:
    """The account in the seller's payment instructions."""
    instructions = seller.payment_instructions or {}
    iban = clean(instructions.get("iban"))
    if iban is None:
        return None
    return Account(iban, clean(instructions.get("account_holder")) or seller.name, clean(instructions.get("bic")))


def state_seller(seller: Trader, *, in_scope: bool) -> TradeParty:
    """The seller. Outside the scope of VAT its VAT id is only an identifier, not a VAT id (BR-O-02)."""
    numbers = seller.numbers if in_scope else TaxNumbers(None, seller.numbers.registration)
    # BR-CO-26: a seller without a VAT id needs another identifier.
    own_id = None if numbers.vat_id else seller.numbers.any
    return _state(seller, own_id, numbers)


def state_buyer(buyer: Trader, *, in_scope: bool) -> TradeParty:
    """The buyer; EN 16931 has only a VAT id for it."""
    return _state(buyer, None, TaxNumbers(buyer.numbers.vat_id if in_scope else None))


def _state(trader: Trader, own_id: str | None, numbers: TaxNumbers) -> TradeParty:
    return TradeParty(
        name=trader.name,
        address=trader.address,
        id=own_id,
        vat_id=numbers.vat_id,
        tax_registration=numbers.registration,
        email=trader.email,
        phone=trader.phone,
    )


def _read_address(parts: Mapping[str, str | None] | None, gap: Gap) -> Address:
    known = {name: clean(value) for name, value in (parts or {}).items()}
    country = (known.get("country") or "").upper()
    if country not in COUNTRIES:
        raise NotStated(gap)
    return Address(
        country=country,
        line1=known.get("line1"),
        line2=known.get("line2"),
        city=known.get("city"),
        state=known.get("state"),
        postal_code=known.get("postal_code"),
    )
