"""Which tax numbers are for VAT, and how they are written."""

import pytest

from pdf.einvoice.tax_number import TaxNumbers, find_tax_numbers, read_untyped


@pytest.mark.parametrize(
    ("kind", "value", "numbers"),
    [
        ("eu_vat", "de 123.456-789", TaxNumbers("DE123456789")),
        ("eu_vat", "EL123456789", TaxNumbers("EL123456789")),
        ("eu_vat", "XI123456789", TaxNumbers("XI123456789")),
        ("eu_oss_vat", "EU372123456", TaxNumbers(None, "EU372123456")),
        ("gb_vat", "123456789", TaxNumbers("GB123456789")),
        ("no_vat", "123456789MVA", TaxNumbers("NO123456789MVA")),
        ("ch_vat", "CHE-123.456.788 MWST", TaxNumbers("CHE123456788MWST")),
        ("jp_trn", "T1234567890123", TaxNumbers(None, "T1234567890123")),
        ("de_stn", "29/815/08151", TaxNumbers(None, "2981508151")),
        ("eu_vat", "none", TaxNumbers()),
        ("us_ein", "12-3456789", TaxNumbers()),
        ("hk_br", "12345678", TaxNumbers()),
    ],
)
def test_a_number_of_a_known_kind(kind: str, value: str, numbers: TaxNumbers) -> None:
    assert find_tax_numbers([{"type": kind, "value": value}], "DE") == numbers


def test_of_several_vat_ids_that_of_the_own_country_is_given() -> None:
    vat_ids = [{"type": "eu_vat", "value": "FR12345678901"}, {"type": "eu_vat", "value": "EL123456789"}]

    assert find_tax_numbers(vat_ids, "GR").vat_id == "EL123456789"
    assert find_tax_numbers(vat_ids, "US").vat_id == "FR12345678901"


@pytest.mark.parametrize(
    ("text", "country", "vat_id"),
    [
        ("GB 999 9999 73", "GB", "GB999999973"),
        ("XI123456789", "GB", "XI123456789"),
        ("EL 123456789", "GR", "EL123456789"),
        ("IE VAT IE1234567FA", "IE", None),
        ("IE VAT 1234567FA", "IE", None),
        ("IE1234567FA", "IE", "IE1234567FA"),
        ("FR12345678901", "DE", None),
        ("US12-3456789", "US", None),
        ("DE", "DE", None),
        ("Deutschland", "DE", None),
        (None, "DE", None),
    ],
)
def test_a_number_of_an_unknown_kind_is_a_vat_id_where_its_country_stands_before_it(
    text: str | None, country: str, vat_id: str | None
) -> None:
    assert read_untyped(text, country) == TaxNumbers(vat_id)
