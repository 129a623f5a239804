"""What an invoice says beside its sums: a footer, fields, the seller's numbers, what it revises, where it is paid."""

from tests.intake.stripe_objects import make_customer, make_invoice, make_tax_id

COLUMNS = ("footer", "custom_fields", "account_tax_ids", "from_invoice_id", "hosted_url")


async def test_the_texts_are_kept_and_the_ids_of_the_sellers_numbers(take, read_table) -> None:
    expanded = make_tax_id("txi_expanded", type="eu_vat", value="DE999999999", customer=None, owner={"type": "self"})
    texts = {
        "footer": "HRB 12345",
        "custom_fields": [{"name": "PO number", "value": "PO-4711"}, {"name": "Empty", "value": ""}],
        "account_tax_ids": ["txi_own", expanded],
        "from_invoice": {"action": "revision", "invoice": "in_old"},
        "hosted_invoice_url": "https://pay.example/i/1",
    }

    await take(make_customer(), make_invoice(**texts))

    assert await read_table("invoice", *COLUMNS) == [
        {
            "footer": "HRB 12345",
            "custom_fields": [{"name": "PO number", "value": "PO-4711"}],
            "account_tax_ids": ["txi_own", "txi_expanded"],
            "from_invoice_id": "in_old",
            "hosted_url": "https://pay.example/i/1",
        }
    ]
    assert await read_table("tax_id", "id", "value") == [{"id": "txi_expanded", "value": "DE999999999"}]


async def test_an_invoice_without_such_texts_has_nulls(take, read_table) -> None:
    await take(make_customer(), make_invoice(custom_fields=[], account_tax_ids=[], from_invoice=None))

    assert await read_table("invoice", *COLUMNS) == [dict.fromkeys(COLUMNS)]
