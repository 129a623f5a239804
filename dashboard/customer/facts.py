"""What is known of who a customer is: the profile beside the figures."""

from collections.abc import Iterable
from typing import NamedTuple

from dashboard.customer.payment_methods import MethodSection
from dashboard.wording.names import tax_number_name
from models.billing.customer import Customer
from models.values.addresses import address_lines
from models.values.locales import parse_locale

# The pages are in British English, and so are the names of countries.
_ENGLISH = "en-GB"
# Under which a seller's own system writes its id into the metadata.
_EXTERNAL_IDS = ("external_id", "externalId", "external-id")
MOST_METHODS = 3


class Fact(NamedTuple):
    """A labelled fact, in one or more lines."""

    label: str
    lines: list[str]


def list_facts(customer: Customer) -> list[Fact]:
    """What there is, in the order in which people look for it."""
    facts = [
        Fact("Name", [customer.name or ""]),
        Fact("E-mail", [customer.email or ""]),
        Fact("Phone", [customer.phone or ""]),
        Fact("Address", list(address_lines(customer.address, parse_locale(_ENGLISH)))),
        Fact("Tax IDs", [_tax_id(tax_id) for tax_id in customer.tax_ids]),
        Fact("Description", [customer.description or ""]),
        Fact("External ID", [customer.extra[name] for name in _EXTERNAL_IDS if name in customer.extra]),
        Fact("Language", [_language(customer.locale)]),
        Fact("Currency", [(customer.currency or "").upper()]),
    ]
    return [fact for fact in facts if any(fact.lines)]


def list_metadata(customer: Customer) -> list[tuple[str, str]]:
    """What the seller keeps with the customer besides, by name."""
    return sorted((name, value) for name, value in customer.extra.items() if name not in _EXTERNAL_IDS)


def method_lines(methods: MethodSection) -> Iterable[str]:
    """The first payment methods, each with its expiry: "Visa •••• 4242, expires 04/2027"."""
    for method in methods.rows[:MOST_METHODS]:
        yield method.name if method.expires is None else f"{method.name}, expires {method.expires}"


def _tax_id(tax_id: dict[str, str]) -> str:
    return f"{tax_id['value']} ({tax_number_name(tax_id['type'])})"


def _language(identifier: str | None) -> str:
    try:
        name = parse_locale(identifier).get_display_name(_ENGLISH.replace("-", "_")) if identifier else None
    except ValueError:
        name = None
    return name or identifier or ""
