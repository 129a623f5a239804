"""People and companies of many countries: names, addresses, phones and tax numbers that fit together."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intake.synthetic.draws import Draw

_FOLDER = Path(__file__).parent / "people"
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "þ": "th", "ð": "d", "đ": "d", "æ": "ae", "œ": "oe", "ŋ": "ng"}
)


@dataclass(frozen=True, slots=True)
class Text:
    """A name as it is written, and in ASCII for an e-mail address."""

    written: str
    ascii: str


@dataclass(frozen=True, slots=True)
class Country:
    """What the data files say of a country; patterns are filled by `Draw.fill_pattern`."""

    code: str
    locale: str
    currency: str
    name_format: str
    phone: str
    taxes: tuple[tuple[str, str], ...]
    tax_id: tuple[str, str] | None
    names: tuple[tuple[list[Text], list[Text]], ...]
    companies: tuple[Text, ...]
    streets: tuple[str, ...]
    flats: tuple[str, ...]
    cities: tuple[tuple[str, str, str], ...]
    goods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person or a company that buys; Stripe's field names in `address`."""

    country: Country
    is_company: bool
    name: str
    email: str
    phone: str
    address: dict[str, str | None]
    tax_ids: tuple[dict[str, str], ...]


@cache
def list_countries() -> tuple[Country, ...]:
    """Every country of the data files; India is there once for each of two scripts."""
    files = sorted(_FOLDER.glob("*.json"))
    return tuple(_country(entry) for file in files for entry in json.loads(file.read_text("utf-8")))


@cache
def find_country(locale: str) -> Country:
    """The country of a locale such as "ja-JP"; KeyError when no file has it."""
    return {country.locale: country for country in list_countries()}[locale]


def draw_buyer(draw: Draw, country: Country, index: int, *, is_company: bool) -> Buyer:
    """A person of the country, or one who works for a company there; `index` keeps the e-mail unique."""
    person = _draw_person(draw, country)
    company = draw.choice(country.companies) if is_company else None
    domain = f"{company.ascii}.example" if company else "example.com"
    return Buyer(
        country=country,
        is_company=is_company,
        name=company.written if company else person.written,
        email=f"{person.ascii}.{index}@{domain}",
        phone=draw.fill_pattern(country.phone),
        address=draw_address(draw, country),
        tax_ids=_draw_tax_ids(draw, country) if is_company else (),
    )


def draw_address(draw: Draw, country: Country) -> dict[str, str | None]:
    """An address of the country with Stripe's field names."""
    city, state, postal_code = draw.choice(country.cities)
    return {
        "line1": draw.fill_pattern(draw.choice(country.streets)),
        "line2": draw.fill_pattern(draw.choice(country.flats)) if draw.chance(0.3) else None,
        "city": city,
        "state": state or None,
        "postal_code": draw.fill_pattern(postal_code) or None,
        "country": country.code,
    }


def _draw_person(draw: Draw, country: Country) -> Text:
    givens, families = draw.choice(country.names)
    given, family = draw.choice(givens), draw.choice(families)
    written = country.name_format.format(given=given.written, family=family.written)
    return Text(written, f"{given.ascii}.{family.ascii}")


def _draw_tax_ids(draw: Draw, country: Country) -> tuple[dict[str, str], ...]:
    if country.tax_id is None:
        return ()
    kind, pattern = country.tax_id
    return ({"type": kind, "value": draw.fill_pattern(pattern)},)


def _country(entry: dict[str, Any]) -> Country:
    return Country(
        code=entry["code"],
        locale=entry["locale"],
        currency=entry["currency"],
        name_format=entry["name"],
        phone=entry["phone"],
        taxes=tuple((name, percent) for name, percent in entry["taxes"]),
        tax_id=tuple(entry["tax_id"]) if entry["tax_id"] else None,
        names=tuple((_texts(group["given"]), _texts(group["family"])) for group in entry["names"]),
        companies=tuple(_texts(entry["companies"])),
        streets=tuple(entry["streets"]),
        flats=tuple(entry["flats"]),
        cities=tuple((city, state, postal_code) for city, state, postal_code in entry["cities"]),
        goods=tuple(entry["goods"]),
    )


def _texts(entries: list[str]) -> list[Text]:
    return [_text(entry) for entry in entries]


def _text(entry: str) -> Text:
    """Latin script is stripped of its marks; other scripts carry their transcription after a bar."""
    written, _, transcription = entry.partition("|")
    plain = (transcription or written).lower().translate(_UNDECOMPOSED)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return Text(written, re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-"))
