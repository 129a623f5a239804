"""The seller and the buyer in CII."""

from pdf.einvoice.einvoice import Address, TradeParty
from pdf.einvoice.element import Element, element

# Codes of CEN's list "EAS" and of UNTDID 1153.
_EMAIL, _VAT, _FISCAL = "EM", "VA", "FC"


def write_party(tag: str, party: TradeParty) -> Element | None:
    """The party as an element with this tag."""
    return element(
        tag,
        element("ram:ID", party.id),
        element("ram:Name", party.name),
        _contact(party),
        _address(party.address),
        element("ram:URIUniversalCommunication", element("ram:URIID", party.email, schemeID=_EMAIL)),
        _registration(party.tax_registration, _FISCAL),
        _registration(party.vat_id, _VAT),
    )


def _contact(party: TradeParty) -> Element | None:
    phone = element("ram:CompleteNumber", party.phone)
    return element(
        "ram:DefinedTradeContact",
        element("ram:TelephoneUniversalCommunication", phone),
        element("ram:EmailURIUniversalCommunication", element("ram:URIID", party.email)),
    )


def _address(address: Address) -> Element | None:
    return element(
        "ram:PostalTradeAddress",
        element("ram:PostcodeCode", address.postal_code),
        element("ram:LineOne", address.line1),
        element("ram:LineTwo", address.line2),
        element("ram:CityName", address.city),
        element("ram:CountryID", address.country),
        element("ram:CountrySubDivisionName", address.state),
    )


def _registration(number: str | None, scheme: str) -> Element | None:
    return element("ram:SpecifiedTaxRegistration", element("ram:ID", number, schemeID=scheme))
