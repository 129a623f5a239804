"""Writes an e-invoice as XML: UN/CEFACT's Cross Industry Invoice, in Factur-X's profile EN 16931."""

from pdf.einvoice.cii_line import write_line
from pdf.einvoice.cii_party import write_party
from pdf.einvoice.cii_settlement import write_settlement
from pdf.einvoice.einvoice import EInvoice
from pdf.einvoice.element import Element, day, element

PROFILE = "urn:cen.eu:en16931:2017"

_UN = "urn:un:unece:uncefact:data:standard:"
_NAMESPACES = {
    "xmlns:rsm": f"{_UN}CrossIndustryInvoice:100",
    "xmlns:ram": f"{_UN}ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": f"{_UN}UnqualifiedDataType:100",
}


def write_xml(einvoice: EInvoice) -> bytes:
    """The XML in UTF-8. Equal e-invoices give equal bytes."""
    parts = (_context(), _document(einvoice), _transaction(einvoice))
    root = element("rsm:CrossIndustryInvoice", *parts, **_NAMESPACES)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _context() -> Element | None:
    guideline = element("ram:GuidelineSpecifiedDocumentContextParameter", element("ram:ID", PROFILE))
    return element("rsm:ExchangedDocumentContext", guideline)


def _document(einvoice: EInvoice) -> Element | None:
    notes = (element("ram:IncludedNote", element("ram:Content", note)) for note in einvoice.notes)
    return element(
        "rsm:ExchangedDocument",
        element("ram:ID", einvoice.number),
        element("ram:TypeCode", einvoice.type_code),
        day("ram:IssueDateTime", einvoice.issued),
        *notes,
    )


def _transaction(einvoice: EInvoice) -> Element | None:
    return element(
        "rsm:SupplyChainTradeTransaction",
        *map(write_line, einvoice.lines),
        element(
            "ram:ApplicableHeaderTradeAgreement",
            element("ram:BuyerReference", einvoice.buyer_reference),
            write_party("ram:SellerTradeParty", einvoice.seller),
            write_party("ram:BuyerTradeParty", einvoice.buyer),
            element("ram:BuyerOrderReferencedDocument", element("ram:IssuerAssignedID", einvoice.purchase_order)),
        ),
        _delivery(einvoice),
        write_settlement(einvoice),
    )


def _delivery(einvoice: EInvoice) -> Element:
    country = element("ram:PostalTradeAddress", element("ram:CountryID", einvoice.delivered_to))
    event = element("ram:ActualDeliverySupplyChainEvent", day("ram:OccurrenceDateTime", einvoice.delivered_on))
    delivery = element("ram:ApplicableHeaderTradeDelivery", element("ram:ShipToTradeParty", country), event)
    # The schema requires the element even if it is empty.
    return delivery or Element("<ram:ApplicableHeaderTradeDelivery/>")
