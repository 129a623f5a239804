"""Addresses in the form of their country."""

import pytest
from babel import Locale

from models.values.addresses import address_lines


def lines(country: str, line1: str, city: str | None, state: str | None, code: str | None) -> list[str]:
    address = {"line1": line1, "city": city, "state": state, "postal_code": code, "country": country}
    return list(address_lines(address, Locale("en"))[:-1])


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        (("US", "510 Townsend St", "San Francisco", "CA", "94103"), ["510 Townsend St", "San Francisco, CA 94103"]),
        (("GB", "12 St James's Sq", "London", None, "SW1Y 4JH"), ["12 St James's Sq", "London", "SW1Y 4JH"]),
        (("GB", "1 Hill", "Woking", "Surrey", "GU21 1AA"), ["1 Hill", "Woking", "Surrey", "GU21 1AA"]),
        (("DE", "Weg 1", "Bonn", None, "53111"), ["Weg 1", "53111 Bonn"]),
        (("DE", "Weg 1", "München", "Bayern", "80331"), ["Weg 1", "80331 München", "Bayern"]),
        (("CH", "Rue 1", "Genève", None, "1201"), ["Rue 1", "1201 Genève"]),
        (("IT", "Via Roma 1", "Milano", "MI", "20121"), ["Via Roma 1", "20121 Milano MI"]),
        (("BR", "Av. Paulista 1", "São Paulo", "SP", "01310-100"), ["Av. Paulista 1", "São Paulo-SP", "01310-100"]),
        (("BR", "Av. Paulista 1", "São Paulo", None, "01310-100"), ["Av. Paulista 1", "São Paulo", "01310-100"]),
        (("CA", "100 King St", "Toronto", "ON", "M5X 1A9"), ["100 King St", "Toronto ON M5X 1A9"]),
        (("JP", "1-1 Chiyoda", "Chiyoda-ku", "Tokyo", "100-0001"), ["1-1 Chiyoda, Chiyoda-ku, Tokyo", "100-0001"]),
        (("JP", "千代田1-1", "千代田区", "東京都", "100-0001"), ["〒100-0001", "東京都千代田区", "千代田1-1"]),
        (("JP", "千代田1-1", "千代田区", "東京都", None), ["東京都千代田区", "千代田1-1"]),
        (("CN", "长安街1号", "东城区", "北京市", "100000"), ["100000", "北京市东城区", "长安街1号"]),
        (("KR", "테헤란로 1", "강남구", "서울특별시", "06130"), ["서울특별시 강남구", "테헤란로 1", "06130"]),
        (("SG", "1 Marina Blvd", "Singapore", None, "018989"), ["1 Marina Blvd", "Singapore 018989"]),
        (("AE", "Sheikh Zayed Rd", "Dubai", "Dubai", None), ["Sheikh Zayed Rd", "Dubai"]),
        (("IL", "רוטשילד 1", "תל אביב", None, "6688101"), ["רוטשילד 1", "תל אביב 6688101"]),
        (("TR", "Cadde 1", "Kadıköy", None, "34710"), ["Cadde 1", "34710 Kadıköy"]),
        (("JE", "1 Road", "St Helier", None, "JE2 3AB"), ["1 Road", "St Helier", "JE2 3AB"]),
        (("XX", "1 Road", "Town", "State", "1"), ["1 Road", "1 Town", "State"]),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_an_address_is_written_as_its_country_writes_it(
    address: tuple[str, str, str | None, str | None, str | None], printed: list[str]
) -> None:
    assert lines(*address) == printed


def test_the_country_is_named_in_the_readers_language_and_nothing_known_is_left_out() -> None:
    parts = {"line1": "1 Rue", "line2": "2e étage", "city": "Lyon", "state": "Rhône", "postal_code": "69001"}

    for country in ("FR", "NO", "IN", "HK", "AE", "PA", "QA", "VN", "ZW", "AQ"):
        printed = "\n".join(address_lines(parts | {"country": country}, Locale("de")))
        assert [part for part in parts.values() if part not in printed] == [], country
    assert address_lines(parts | {"country": "FR"}, Locale("de"))[-1] == "Frankreich"
    assert address_lines({"line1": "1 Rue", "country": None}, Locale("de")) == ("1 Rue",)
    assert address_lines(None, Locale("de")) == ()
