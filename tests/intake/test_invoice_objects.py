"""What an import tells of invoices: their lines, states and credit notes; previews are none."""

import pytest

from tests.intake.stripe_objects import (
    make_credit_note,
    make_customer,
    make_event,
    make_invoice,
    make_line,
    make_pending_item,
)

CREDIT = {"type": "credit_balance_transaction", "amount": 60}


async def test_previews_of_invoices_are_ignored(take, read_table) -> None:
    preview = make_invoice(id=None)

    report = await take(preview, make_invoice("upcoming_1"), make_event(make_invoice(), 1, type="invoice.upcoming"))

    assert report["ignored"] == {"invoice (preview)": 3}
    assert report["errors"] == []
    assert await read_table("invoice", "id") == []


async def test_lines_have_ids_of_their_own(take, read_table) -> None:
    lines = [make_line("sub_1"), make_line("sub_1", unique_id="il_u"), make_line("il_3", quantity_decimal="2.5")]

    await take(make_customer(), make_invoice(lines=lines), make_invoice("in_2", lines=[make_line("sub_1")]))

    rows = await read_table("invoice_line", "id", "quantity")
    assert [(row["id"], str(row["quantity"])) for row in rows] == [
        ("in_1/0", "3"),
        ("il_u", "3"),
        ("il_3", "2.5"),
        ("in_2/0", "3"),
    ]


@pytest.mark.parametrize(
    ("money", "subtotal"),
    [
        ({"subtotal": 900, "total": 700}, 1000),
        ({"subtotal": 900, "total": 640, "total_pretax_credit_amounts": [CREDIT]}, 1000),
        ({"subtotal": 900, "total": 840, "total_taxes": [{"amount": 140, "tax_behavior": "exclusive"}]}, 1000),
        ({"subtotal": 900, "total": 750, "shipping_cost": {"amount_subtotal": 50, "amount_tax": 0}}, 1000),
        ({"subtotal": 1000, "total": 750, "shipping_cost": {"amount_subtotal": 40, "amount_tax": 10}}, 1000),
        ({"subtotal": 1000, "total": 700}, 1000),
        ({"subtotal": 400, "total": 500}, 400),
        ({"subtotal": 900, "total": 600}, 900),
    ],
    ids=["of lines", "credits", "tax", "shipping", "taxed shipping", "of the invoice alone", "too low", "too high"],
)
@pytest.mark.parametrize("is_cut_short", [False, True])
async def test_a_subtotal_is_before_all_discounts(take, read_table, money, subtotal, is_cut_short) -> None:
    """The platform's own has the discounts of single lines in it: here 1 of 3."""
    discounts = [{"amount": 100, "discount": "di_1"}, {"amount": 200, "discount": "di_2"}]
    data = [make_line("il_1", amount=600), *([] if is_cut_short else [make_line("il_2", amount=400)])]
    lines = {"object": "list", "has_more": is_cut_short, "data": data}
    invoice = make_invoice(total_discount_amounts=discounts, lines=lines, **{"tax": None} | money)

    await take(make_customer(), invoice)

    assert await read_table("invoice", "subtotal", "discount") == [{"subtotal": subtotal, "discount": 300}]


async def test_billing_credits_and_the_moment_of_giving_up_are_kept(take, read_table) -> None:
    taken = [{"type": "credit_balance_transaction", "amount": 40}, {"type": "discount", "amount": 10}]
    given_up = {"status": "uncollectible", "status_transitions": {"marked_uncollectible_at": 1_700_000_000}}

    await take(make_customer(), make_invoice(total_pretax_credit_amounts=taken, **given_up), make_invoice("in_2"))

    rows = await read_table("invoice", "billing_credits", "uncollectible_at")
    assert [tuple(row.values()) for row in rows] == [(40, 1_700_000_000_000_000), (None, None)]


async def test_billing_credits_that_a_credit_note_gives_back_are_kept(take, read_table) -> None:
    given_back = [CREDIT, {"type": "discount", "amount": 10}]

    await take(make_invoice(), make_credit_note(pretax_credit_amounts=given_back), make_credit_note("cn_2"))

    rows = await read_table("credit_note", "billing_credits")
    assert [row["billing_credits"] for row in rows] == [60, None]


@pytest.mark.parametrize(
    ("old", "status"),
    [
        ({"paid": True, "closed": True}, "PAID"),
        ({"paid": False, "closed": True, "forgiven": True}, "UNCOLLECTIBLE"),
        ({"paid": False, "closed": True, "forgiven": False}, "OPEN"),
        ({"paid": False, "closed": False, "attempted": True}, "OPEN"),
        ({"paid": False, "closed": False, "attempted": False}, "DRAFT"),
    ],
)
async def test_an_invoice_of_before_2019_has_a_status_and_a_date(take, read_table, old, status) -> None:
    """docs.stripe.com/changelog/2018-11-08: `forgiven` is uncollectible, `closed` says that nothing collects it."""
    invoice = make_invoice(status=None, created=None, date=77, **old)

    await take(make_customer(), invoice)

    assert await read_table("invoice", "status", "created_at", "auto_advance") == [
        {"status": status, "created_at": 77_000_000, "auto_advance": not old["closed"]}
    ]


async def test_credit_notes_and_pending_items_are_rows(take, read_table) -> None:
    await take(make_customer(), make_invoice(), make_credit_note(), make_pending_item())

    assert await read_table("credit_note", "total", "pre_payment_amount", "post_payment_amount", "status") == [
        {"total": 700, "pre_payment_amount": 0, "post_payment_amount": 700, "status": "ISSUED"}
    ]
    assert await read_table("credit_note_line", "id", "amount", "description") == [
        {"id": "cnli_1", "amount": 700, "description": "Goodwill"}
    ]
    assert await read_table("invoice_item", "id", "amount", "invoice_id") == [
        {"id": "ii_1", "amount": 300, "invoice_id": None}
    ]


@pytest.mark.parametrize(
    ("invoice", "notes", "credited"),
    [
        ({}, [], 0),
        ({"post_payment_credit_notes_amount": 700}, [], 700),
        ({}, [make_credit_note()], 700),
        ({"post_payment_credit_notes_amount": 700}, [make_credit_note(), make_credit_note("cn_2")], 1400),
        ({"pre_payment_credit_notes_amount": 1500}, [make_credit_note()], 1500),
        ({"post_payment_credit_notes_amount": 700}, [make_credit_note(status="void")], 0),
        ({}, [make_credit_note(currency="eur")], 0),
    ],
)
@pytest.mark.parametrize("invoice_first", [True, False])
async def test_what_is_credited_on_an_invoice_counts_newer_notes_and_not_void_ones(
    take, read_table, invoice, notes, credited, invoice_first
) -> None:
    inputs = [[make_customer(), make_invoice(**invoice)], notes]

    for objects in inputs if invoice_first else inputs[::-1]:
        await take(*objects)

    assert await read_table("invoice", "amount_credited") == [{"amount_credited": credited}]
