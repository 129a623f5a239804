"""Every e-invoice passes the official XSD and schematron, and a wrong one does not."""

import re
from datetime import date
from decimal import Decimal

import pytest

from pdf.einvoice.cii import write_xml
from pdf.einvoice.declare import declare
from pdf.einvoice.einvoice import EInvoice, Period
from tests.pdf.einvoice.conftest import FindBroken
from tests.pdf.einvoice.corpus import CORPUS, MARCH, Item, issue


def xml_of(name: str) -> bytes:
    declared = declare(CORPUS[name])
    assert isinstance(declared, EInvoice), declared
    return write_xml(declared)


@pytest.mark.parametrize("name", CORPUS)
def test_the_official_rules_are_kept(find_broken: FindBroken, name: str) -> None:
    assert find_broken(xml_of(name)) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong", "broken"),
    [
        ("one rate", "<ram:CategoryCode>S<", "<ram:CategoryCode>Z<", "BR-Z-05"),
        ("reverse charge", "<ram:CategoryCode>AE<", "<ram:CategoryCode>S<", "BR-S-05"),
        ("exempt goods", "<ram:CategoryCode>E<", "<ram:CategoryCode>O<", "BR-O-05"),
        ("one rate", "<ram:RateApplicablePercent>19<", "<ram:RateApplicablePercent>7<", "BR-CO-17"),
        ("one rate", "<ram:GrandTotalAmount>34.51<", "<ram:GrandTotalAmount>34.52<", "BR-CO-15"),
        ("two rates", "<ram:LineTotalAmount>29.00<", "<ram:LineTotalAmount>29.01<", "BR-CO-10"),
        ("one rate", "<ram:CountryID>DE<", "<ram:CountryID>UK<", "FX-SCH-A-000568"),
    ],
)
def test_a_planted_mistake_is_found(find_broken: FindBroken, name: str, right: str, wrong: str, broken: str) -> None:
    xml = xml_of(name).decode()
    assert right in xml

    found = find_broken(xml.replace(right, wrong).encode())

    assert broken in found


def test_a_category_wrong_on_one_line_only_is_found(find_broken: FindBroken) -> None:
    xml = xml_of("two rates").decode()

    assert find_broken(re.sub("<ram:CategoryCode>S<", "<ram:CategoryCode>E<", xml, count=1).encode()) != []


def test_an_element_out_of_its_place_is_found(find_broken: FindBroken) -> None:
    xml = xml_of("one rate").decode()

    assert find_broken(xml.replace("ram:LineID", "ram:LineNumber").encode()) != []


@pytest.mark.parametrize(
    ("item", "trade", "category"),
    [
        (Item(100), ("DE", "DE"), "S"),
        (Item(100, "20"), ("DE", "FR"), "S"),
        (Item(100, None, "zero_rated"), ("DE", "DE"), "Z"),
        (Item(100, None, "zero_rated"), ("DE", "US"), "G"),
        (Item(100, None, "zero_rated"), ("DE", "GB"), "G"),
        (Item(100, None, "zero_rated"), ("GB", "DE"), "G"),
        (Item(100, None, "product_exempt_holiday"), ("DE", "DE"), "E"),
        (Item(100, "19", "customer_exempt", tax=0), ("DE", "DE"), "E"),
        (Item(100, None, "reverse_charge"), ("GB", "DE"), "AE"),
        (Item(100, None, "not_subject_to_tax"), ("DE", "US"), "O"),
    ],
)
def test_a_category_follows_from_the_reason_and_from_who_trades(
    item: Item, trade: tuple[str, str], category: str
) -> None:
    declared = declare(issue(item, seller=trade[0], buyer=trade[1]))

    assert isinstance(declared, EInvoice)
    assert [line.vat.category for line in declared.lines] == [category]


def test_northern_ireland_is_in_the_union_for_goods() -> None:
    belfast = {"tax_ids": [{"type": "eu_vat", "value": "XI123456789"}]}
    goods = Item(100, None, "zero_rated", period=MARCH)

    from_germany = declare(issue(goods, buyer="GB", customer=belfast))
    from_britain = declare(issue(goods, seller="GB", buyer="GB", customer=belfast))

    assert isinstance(from_germany, EInvoice)
    assert isinstance(from_britain, EInvoice)
    assert (from_germany.lines[0].vat.category, from_britain.lines[0].vat.category) == ("K", "G")


def test_each_category_has_one_breakdown_with_all_its_reasons() -> None:
    declared = declare(CORPUS["exempt for three reasons"])

    assert isinstance(declared, EInvoice)
    exempt = next(total for total in declared.vat_totals if total.vat.category == "E")
    assert [total.vat.category for total in declared.vat_totals] == ["E", "S"]
    assert exempt.basis == Decimal("160.00")
    assert exempt.vat.exemption == ("Exempt from VAT; The buyer is exempt from VAT; Exempt from VAT for a limited time")


@pytest.mark.parametrize(
    ("name", "day", "period"),
    [
        ("supplied on one day", date(2026, 3, 15), None),
        ("goods to the Union on one day", date(2026, 3, 15), None),
        ("a day and a month", None, Period(date(2026, 3, 1), date(2026, 3, 31))),
        ("a day and no day", None, Period(date(2026, 3, 15), date(2026, 3, 15))),
        ("one rate", None, Period(date(2026, 3, 1), date(2026, 3, 31))),
        ("two rates", None, None),
    ],
)
def test_one_day_is_the_day_of_supply_and_several_are_a_period(
    name: str, day: date | None, period: Period | None
) -> None:
    declared = declare(CORPUS[name])

    assert isinstance(declared, EInvoice)
    assert (declared.delivered_on, declared.period) == (day, period)
    assert (b"OccurrenceDateTime" in write_xml(declared)) is (day is not None)


@pytest.mark.parametrize(
    ("name", "prepaid", "due"),
    [
        ("a balance applied", "119.00", "0.00"),
        ("a debt on the balance", "-10.00", "129.00"),
        ("a balance and a credit note", "60.00", "59.00"),
    ],
)
def test_what_a_balance_settles_is_paid_in_advance(name: str, prepaid: str, due: str) -> None:
    xml = xml_of(name).decode()

    assert f"<ram:TotalPrepaidAmount>{prepaid}<" in xml
    assert f"<ram:DuePayableAmount>{due}<" in xml


def test_a_quantity_keeps_its_decimals_and_the_price_is_that_of_one() -> None:
    xml = xml_of("half a unit").decode()

    assert '<ram:BilledQuantity unitCode="C62">2.5<' in xml
    assert "<ram:ChargeAmount>100.00<" in xml


def test_a_purchase_order_among_the_custom_fields_is_the_buyers_reference() -> None:
    order = "<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-4711</ram:IssuerAssignedID>"

    assert order in xml_of("a purchase order").decode()


def test_a_buyers_reference_among_the_custom_fields_is_stated_before_the_parties() -> None:
    reference = "<ram:BuyerReference>04011000-12345-34</ram:BuyerReference><ram:SellerTradeParty>"

    assert reference in xml_of("a buyer's reference").decode()
    assert "BuyerReference" not in xml_of("a purchase order").decode()


def test_the_account_is_stated_while_something_is_due() -> None:
    due, in_pounds, paid = map(xml_of, ("by bank transfer", "by bank transfer, in pounds", "paid, by bank transfer"))

    means = due.decode().partition("<ram:SpecifiedTradeSettlementPaymentMeans>")[2].partition("</ram:Specified")[0]
    assert re.findall(">([^<]+)<", means) == ["58", "DE02120300000000202051", "Nordlicht Möbel GmbH", "BYLADEM1001"]
    assert b"<ram:PaymentReference>R-2026-0042<" in due
    assert b"<ram:Description>Payable within 14 days without deduction.<" in due
    assert b"<ram:TypeCode>30</ram:TypeCode><ram:PayeeParty" in in_pounds
    assert b"PaymentMeans" not in paid


def test_the_invoice_that_is_revised_the_footer_and_the_custom_fields_are_embedded() -> None:
    xml = xml_of("revised, with a footer").decode()

    assert re.findall("<ram:Content>([^<]+)<", xml) == ["Project: Apollo", "HRB 12345"]
    assert "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>in_old<" in xml


def test_numbers_that_the_invoice_names_stand_for_the_sellers_own() -> None:
    named = declare(issue(Item(2900))._replace(numbers=[{"type": "eu_vat", "value": "DE999999999"}]))

    assert isinstance(named, EInvoice)
    assert named.seller.vat_id == "DE999999999"


@pytest.mark.parametrize(
    ("name", "adjustments"),
    [
        ("shipping", [("S", "19", "10.00")]),
        ("shipping beside two rates", [("S", "19", "10.00")]),
        ("shipping beside a discount", [("S", "19", "-10.00"), ("S", "19", "10.00")]),
    ],
)
def test_shipping_is_a_charge_of_its_own_at_the_rate_of_its_tax(name: str, adjustments: list[tuple[str, ...]]) -> None:
    declared = declare(CORPUS[name])

    assert isinstance(declared, EInvoice)
    stated = [(each.vat.category, str(each.vat.rate), str(each.amount)) for each in declared.adjustments]
    assert stated == adjustments
    assert b"<ram:Reason>Shipping<" in write_xml(declared)
