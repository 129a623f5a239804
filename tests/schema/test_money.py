"""How amounts, decimals and times are written."""

from decimal import Decimal
from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_line,
    make_one_of_each,
    make_payment,
    make_project,
    save,
)

pytestmark = pytest.mark.one_database

MONEY = "amountMinor currency decimal formatted formattedIn: formatted(locale: $locale)"
TOTAL = f'query T($locale: String) {{ invoice(id: "in_1_1") {{ total {{ {MONEY} }} }} }}'

AMOUNTS = [
    (0, "GBP", 0, "0.00", "£0.00", "0,00\u00a0£"),
    (1, "GBP", 1, "0.01", "£0.01", "0,01\u00a0£"),
    (-5, "GBP", -5, "-0.05", "-£0.05", "-0,05\u00a0£"),
    (2_147_483_648, "USD", 2_147_483_648, "21474836.48", "$21,474,836.48", "21.474.836,48\u00a0$"),
    (-2_147_483_649, "EUR", -2_147_483_649, "-21474836.49", "-€21,474,836.49", "-21.474.836,49\u00a0€"),
    (2**53, "EUR", 2**53, "90071992547409.92", "€90,071,992,547,409.92", "90.071.992.547.409,92\u00a0€"),
    (2**53 + 1, "EUR", str(2**53 + 1), "90071992547409.93", "€90,071,992,547,409.93", "90.071.992.547.409,93\u00a0€"),
    (
        -(2**53) - 1,
        "JPY",
        str(-(2**53) - 1),
        "-9007199254740993",
        "-¥9,007,199,254,740,993",
        "-9.007.199.254.740.993\u00a0¥",
    ),
    (
        2**63 - 1,
        "KWD",
        str(2**63 - 1),
        "9223372036854775.807",
        "KWD9,223,372,036,854,775.807",
        "9.223.372.036.854.775,807\u00a0KWD",
    ),
    (
        -(2**63),
        "GBP",
        str(-(2**63)),
        "-92233720368547758.08",
        "-£92,233,720,368,547,758.08",
        "-92.233.720.368.547.758,08\u00a0£",
    ),
    (5, "JPY", 5, "5", "¥5", "5\u00a0¥"),
    (1234, "KWD", 1234, "1.234", "KWD1.234", "1,234\u00a0KWD"),
]


@pytest.mark.parametrize(("amount", "currency", "minor", "decimal", "english", "german"), AMOUNTS)
async def test_an_amount_comes_out_exactly(
    database: Database, ask: Ask, amount: int, currency: str, minor: Any, decimal: str, english: str, german: str
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, total=amount, currency=currency, amount_remaining=0)
    await save(database, make_project(), customer, invoice)

    answer = await ask(TOTAL, {"locale": "de-DE"})

    assert answer["data"]["invoice"]["total"] == {
        "amountMinor": minor,
        "currency": currency,
        "decimal": decimal,
        "formatted": english,
        "formattedIn": german,
    }


@pytest.mark.parametrize(
    ("unit_amount", "currency", "unit_price"),
    [
        ("0.1", "GBP", "0.001"),
        ("1200", "GBP", "12.00"),
        ("-0.000000000001", "GBP", "-0.00000000000001"),
        ("123456789012345678901234567890.12", "USD", "1234567890123456789012345678.9012"),
        ("1E+3", "EUR", "10.00"),
        ("1E-10", "EUR", "0.000000000001"),
        ("0.5", "JPY", "0.5"),
        ("7", "JPY", "7"),
        ("1.5", "KWD", "0.0015"),
        ("0", "KWD", "0.000"),
    ],
)
async def test_a_unit_price_is_exact_and_never_exponential(
    database: Database, ask: Ask, unit_amount: str, currency: str, unit_price: str
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, currency=currency)
    # None of it is sold, so that every price explains the amount.
    none_of_it = {"quantity": Decimal(0), "amount": 0}
    line = make_line(invoice, unit_amount=Decimal(unit_amount), tax_rate=Decimal("8.100"), **none_of_it)
    await save(database, make_project(), customer, invoice, line)

    answer = await ask('{ invoice(id: "in_1_1") { lines { nodes { unitPrice taxRate quantity } } } }')

    [shown] = answer["data"]["invoice"]["lines"]["nodes"]
    assert shown == {"unitPrice": unit_price, "taxRate": "8.100", "quantity": "0"}


@pytest.mark.parametrize(
    ("quantity", "unit_amount", "amount", "shown"),
    [
        ("2.5", "200", 500, {"quantity": "2.5", "unitPrice": "2.00"}),
        ("-2147483649", "2", -4294967298, {"quantity": "-2147483649", "unitPrice": "0.02"}),
        # Rounded to a whole penny.
        ("3", "33.333", 100, {"quantity": "3", "unitPrice": "0.33333"}),
        # Tiers, or a part of a period: the price of one does not make up the amount.
        ("20", "500", 8000, {"quantity": None, "unitPrice": None}),
    ],
)
async def test_a_line_shows_a_quantity_and_a_price_only_where_they_explain_its_amount(
    database: Database, ask: Ask, quantity: str, unit_amount: str, amount: int, shown: dict[str, str | None]
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    line = make_line(invoice, quantity=Decimal(quantity), unit_amount=Decimal(unit_amount), amount=amount)
    await save(database, make_project(), customer, invoice, line)

    answer = await ask('{ invoice(id: "in_1_1") { lines { nodes { quantity unitPrice } } } }')

    assert answer["data"]["invoice"]["lines"]["nodes"] == [shown]


@pytest.mark.parametrize(
    ("stored", "formatted"),
    [
        (None, "£12.00"),
        ("", "£12.00"),
        ("de", "12,00\u00a0£"),
        ("de-CH", "£\u00a012.00"),
        ("de_AT", "£\u00a012,00"),
        ("fr-CA", "12,00\u00a0£"),
        ("zh-Hant-TW", "£12.00"),
        ("tlh", "£12.00"),
        ("not a locale", "£12.00"),
        ("../../etc", "£12.00"),
        ("en-US-u-nu-arab", "£12.00"),
    ],
)
async def test_without_an_argument_the_customers_locale_is_used_or_english(
    database: Database, ask: Ask, stored: str | None, formatted: str
) -> None:
    customer, *rest = make_one_of_each()
    customer.locale = stored  # type: ignore[attr-defined]
    await save(database, make_project(), customer, *rest)
    query = """{
      payment: paymentIntent(id: "pi_1_1") { amount { formatted } }
      invoice(id: "in_1_1") { total { formatted } lines { nodes { amount { formatted } } } }
      customer(id: "cus_1") { totals { paid { formatted } } }
      subscription(id: "sub_1_1") { amount { formatted } plan { amount { formatted } } items { amount { formatted } } }
    }"""

    data = (await ask(query))["data"]

    shown = {"formatted": formatted}
    assert data["payment"]["amount"] == shown
    assert data["invoice"] == {"total": shown, "lines": {"nodes": [{"amount": shown}]}}
    assert data["customer"]["totals"] == [{"paid": shown}]
    fifteen = {"formatted": formatted.replace("12", "15")}
    assert data["subscription"] == {"amount": fifteen, "plan": {"amount": fifteen}, "items": [{"amount": fifteen}]}


@pytest.mark.parametrize("locale", ["", " ", "tlh", "xx-YY", "english", "../../etc/passwd", "\0", "🧾", "d" * 10_000])
async def test_a_locale_that_does_not_exist_is_the_callers_error(database: Database, ask: Ask, locale: str) -> None:
    await save(database, make_project(), *make_one_of_each())

    answer = await ask(TOTAL, {"locale": locale})

    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["path"] == ["invoice", "total", "formattedIn"]
    assert answer["data"] == {"invoice": None}


async def test_a_guests_payment_is_shown_in_english_without_another_statement(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    await save(database, make_project(), make_payment(None))
    queries.clear()

    answer = await ask('{ paymentIntent(id: "pi_guest_1") { amount { formatted } customer { id } invoice { id } } }')

    assert answer == {"data": {"paymentIntent": {"amount": {"formatted": "£12.00"}, "customer": None, "invoice": None}}}
    assert len(queries) == 1


async def test_a_null_locale_is_none_given(database: Database, ask: Ask) -> None:
    await save(database, make_project(), *make_one_of_each())

    answer = await ask(TOTAL, {"locale": None})

    assert answer["data"]["invoice"]["total"]["formattedIn"] == "£12.00"


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (NOW, "2026-11-22T12:00:00Z"),
        (NOW + 1, "2026-11-22T12:00:00.000001Z"),
        (NOW + 120_000, "2026-11-22T12:00:00.120000Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ],
)
async def test_a_time_comes_out_to_the_microsecond_in_utc(
    database: Database, ask: Ask, instant: int, shown: str
) -> None:
    await save(database, make_project(), make_customer(created_at=instant))

    answer = await ask('{ customer(id: "cus_1") { createdAt } }')
    found = await ask(
        "query Q($at: DateTime) { customers(filter: {createdFrom: $at, createdBefore: $at}) { totalCount } "
        "from: customers(filter: {createdFrom: $at}) { totalCount } }",
        {"at": shown},
    )

    assert answer == {"data": {"customer": {"createdAt": shown}}}
    assert found == {"data": {"customers": {"totalCount": 0}, "from": {"totalCount": 1}}}
