"""People, companies and addresses of many countries, which lack what those of real customers lack."""

from typing import Any

import pytest

from intake.synthetic.people import list_countries
from tests.intake.synthetic.generated import ENOUGH, ROUND, objects_of


def test_customers_lack_what_real_ones_lack() -> None:
    objects = objects_of(ROUND)
    customers = objects["customer"]
    busy = {item["customer"] for kind in ("invoice", "payment_intent") for item in objects[kind]}

    for field in ("name", "email", "phone", "address"):
        missing = [customer for customer in customers if customer[field] is None]
        assert 0 < len(missing) < len(customers)
    assert any(customer["id"] not in busy for customer in customers)
    assert any(customer["tax_ids"]["data"] for customer in customers)
    assert any(payment["customer"] is None for payment in objects["payment_intent"])


def test_invoices_keep_the_address_of_their_time() -> None:
    objects = objects_of(ROUND)
    addresses = {customer["id"]: customer["address"] for customer in objects["customer"]}

    moved = [item for item in objects["invoice"] if item["customer_address"] != addresses[item["customer"]]]

    assert moved


def test_e_mail_addresses_reach_nobody() -> None:
    emails = [customer["email"] for customer in objects_of(ENOUGH)["customer"] if customer["email"]]

    assert all(email.isascii() and email.endswith(("@example.com", ".example")) for email in emails)
    assert len(set(emails)) == len(emails)


@pytest.mark.parametrize("country", list_countries(), ids=lambda country: country.locale)
def test_a_country_has_people_companies_and_addresses(country: Any) -> None:
    names = [text for group in country.names for texts in group for text in texts]

    assert country.locale.endswith(country.code)
    assert all(text.ascii for text in (*names, *country.companies))
    assert min(len(country.companies), len(country.streets), len(country.cities), len(country.goods)) >= 2


def test_at_least_25_countries_take_part() -> None:
    countries = {(item["address"] or {}).get("country") for item in objects_of(ROUND)["customer"]}

    assert len(countries - {None}) >= 25
