"""A line's quantity and price explain its amount, or no price is printed."""

from typing import Any

import pytest

from pdf.content.compose import compose
from pdf.rendering.render import render_invoice
from tests.pdf.reading import read_text
from tests.pdf.sources import NOVEMBER, make_source, make_source_line, read_invoice

Row = tuple[str, str, str, str]


def rows_of(amount: int, locale: str = "en-GB", **line: Any) -> list[Row]:
    """Description, quantity, price and amount as they are printed."""
    issued = read_invoice(make_source(make_source_line(amount, **line)), locale=locale)
    issued.customer.locale = None
    return [(row.description, row.quantity, row.unit_price, row.amount) for row in compose(issued).lines]


def price_of(unit_amount: str, **price: Any) -> dict[str, Any]:
    return {"id": "price_1", "object": "price", "unit_amount_decimal": unit_amount, "currency": "eur"} | price


@pytest.mark.parametrize("quantity", [2, None])
def test_a_quantity_keeps_its_decimals(quantity: int | None) -> None:
    pricing = {"type": "price_details", "unit_amount_decimal": "10000"}

    rows = rows_of(25000, quantity=quantity, quantity_decimal="2.5", pricing=pricing)

    assert rows == [("Item", "2.5", "€100.00", "€250.00")]


@pytest.mark.parametrize(
    ("quantity", "rounding", "amount", "printed"),
    [
        (2500, "up", 1500, "€5.00"),
        (2500, "down", 1000, "€5.00"),
        (3000, "up", 1500, "€5.00"),
        # A price that would be contradicted by the amount.
        (2500, "up", 1400, ""),
    ],
)
def test_the_price_of_a_package_stands_beside_its_size(quantity: int, rounding: str, amount: int, printed: str) -> None:
    package = price_of("500", transform_quantity={"divide_by": 1000, "round": rounding})

    [row] = compose(read_invoice(make_source(make_source_line(amount, quantity=quantity, price=package)))).lines

    assert (row.quantity, row.unit_price, row.package) == (f"{quantity:,}", printed, "1,000" if printed else None)


@pytest.mark.parametrize(("locale", "words"), [("en-GB", "€5.00 per 1,000"), ("de", "5,00 € je 1.000")])
def test_what_a_package_costs_is_said_in_the_buyers_language(locale: str, words: str) -> None:
    package = price_of("500", transform_quantity={"divide_by": 1000, "round": "up"})
    issued = read_invoice(make_source(make_source_line(1500, quantity=2500, price=package)))
    issued.customer.locale = locale

    text = read_text(render_invoice(compose(issued)))

    assert words in text.replace("\xa0", " ")


def test_a_proration_has_no_price_that_its_amount_contradicts() -> None:
    description = "Remaining time on Pro after 17 Nov 2025"

    rows = rows_of(4516, description=description, pricing={"unit_amount_decimal": "10000"})

    assert rows == [(description, "1", "", "€45.16")]


def test_an_amount_divided_by_its_quantity_is_not_printed_as_a_price() -> None:
    assert rows_of(5000, quantity=37) == [("Item", "37", "", "€50.00")]
    assert rows_of(5000, quantity=4) == [("Item", "4", "", "€50.00")]


GRADUATED = [
    {"up_to": 10, "unit_amount_decimal": "500", "flat_amount": 1000},
    {"up_to": None, "unit_amount_decimal": "300"},
]


def test_each_tier_has_a_row() -> None:
    tiered = price_of("0", billing_scheme="tiered", tiers_mode="graduated", tiers=GRADUATED)

    rows = rows_of(14100, quantity=37, price=tiered)

    assert rows == [
        ("Item (1–10)", "10", "€5.00", "€50.00"),
        ("Item", "1", "€10.00", "€10.00"),
        ("Item (11–37)", "27", "€3.00", "€81.00"),
    ]


def test_a_volume_is_at_the_price_of_its_tier() -> None:
    tiered = price_of("0", billing_scheme="tiered", tiers_mode="volume", tiers=GRADUATED)

    assert rows_of(11100, quantity=37, price=tiered) == [("Item", "37", "€3.00", "€111.00")]


def test_tiers_that_do_not_make_up_the_amount_are_not_printed() -> None:
    tiered = price_of("0", billing_scheme="tiered", tiers_mode="graduated", tiers=GRADUATED)

    assert rows_of(9999, quantity=37, price=tiered) == [("Item", "37", "", "€99.99")]


@pytest.mark.parametrize(
    ("described", "printed"),
    [
        ("12 × Team plan (at €29.00 / month)", "Team plan (at €29.00 / month)"),
        ("Remaining time on 12 × Team plan", "Remaining time on Team plan"),
        ("112 × Team plan", "112 × Team plan"),
        ("A box of 12", "A box of 12"),
    ],
)
def test_no_quantity_is_told_twice(described: str, printed: str) -> None:
    assert rows_of(34800, quantity=12, description=described)[0][0] == printed


def test_a_single_item_shows_its_day_and_a_period_its_first_and_last() -> None:
    day = {"start": 1760486400, "end": 1760486400}
    lines = [
        make_source_line(100, period=day),
        make_source_line(100, period=NOVEMBER),
        make_source_line(100, period={}),
    ]

    printed = [row.period for row in compose(read_invoice(make_source(*lines))).lines]

    assert printed == ["15 Oct 2025", "1 Nov 2025 – 1 Dec 2025", None]
