"""The retail sample: everything arrives, adds up, and arrives once."""

import gzip
import json
from pathlib import Path

import pytest
from dirty_equals import IsStr

from intake.importing import import_files
from storage.database import Database
from tests.factories import NOW
from tests.importing import import_objects

COUNTS = {"customer": 120, "invoice": 635, "payment_intent": 509}


def read_sample(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


async def test_the_retail_sample_arrives_whole_and_importing_it_again_changes_nothing(
    database: Database, projects: None, read_table, dump, retail_sample: Path
) -> None:
    report = await import_files(database, [retail_sample], project_id="prj_1", live_mode=True)

    assert report.as_json() == {
        "created": COUNTS,
        "updated": {},
        "unchanged": {},
        "deleted": {},
        "ignored": {},
        "notes": [],
        "errors": [],
    }
    invoices = await read_table("invoice", "total", "id", "live_mode")
    payments = await read_table("payment_intent", "id", "invoice_id")
    lines = await read_table("invoice_line", "amount", "quantity", "unit_amount")
    assert len(await read_table("customer", "id")) == 120
    assert len(invoices) == 635
    assert all(invoice["live_mode"] for invoice in invoices)
    assert sum(invoice["total"] for invoice in invoices) == 15_346_009
    assert len(lines) == 13_754
    assert sum(line["amount"] for line in lines) == 15_346_009
    assert all(line["unit_amount"] * line["quantity"] == line["amount"] for line in lines)
    assert len(payments) == 509
    assert {payment["invoice_id"] for payment in payments} <= {invoice["id"] for invoice in invoices}

    before = await dump()
    again = await import_files(database, [retail_sample], project_id="prj_1", live_mode=True)

    assert again.as_json() == report.as_json() | {"created": {}, "unchanged": COUNTS}
    assert await dump() == before


async def test_the_order_of_the_lines_does_not_matter(
    database: Database, projects: None, dump, retail_sample: Path
) -> None:
    objects = [json.loads(line) for line in read_sample(retail_sample)]
    await import_files(database, [retail_sample], project_id="prj_1", as_of=NOW)

    report = await import_objects(database, reversed(objects), project_id="prj_2", as_of=NOW)

    assert report.errors == []
    assert await dump("prj_2") == await dump("prj_1")


@pytest.mark.one_database
async def test_a_broken_line_3_is_named_and_the_rest_arrives(
    database: Database, projects: None, retail_sample: Path, tmp_path: Path
) -> None:
    lines = read_sample(retail_sample)
    lines[2] = lines[2][:-1]
    path = tmp_path / "broken.ndjson"
    path.write_bytes(b"\n".join(lines))

    report = await import_files(database, [path], project_id="prj_1")

    assert report.as_json() == {
        "created": COUNTS | {"payment_intent": 508},
        "updated": {},
        "unchanged": {},
        "deleted": {},
        "ignored": {},
        "notes": [],
        "errors": [
            {
                "file": str(path),
                "line": 3,
                "reason": "is not JSON: Expecting ',' delimiter (character 325)",
            }
        ],
    }


async def test_what_names_a_broken_customer_goes_in_without_it(
    database: Database, projects: None, read_table, retail_sample: Path, tmp_path: Path
) -> None:
    lines = read_sample(retail_sample)[:6]
    lines[0] = lines[0].replace(b'"created":1300801080', b'"created":"yesterday"')
    path = tmp_path / "broken.ndjson"
    path.write_bytes(b"\n".join(lines))

    report = await import_files(database, [path], project_id="prj_1")

    customer_refused = f"customer names cus_14377, which was refused in line 1 of {path}"
    assert [(error["line"], error["reason"]) for error in report.errors] == [(1, "created is not a whole number")]
    assert [note["line"] for note in report.notes] == [2, 3, 4, 5]
    assert {note["note"] for note in report.notes} == {customer_refused}
    assert await read_table("customer", "id", "name", "source_hash") == [
        {"id": "cus_14377", "name": None, "source_hash": "stub"},
        {"id": "cus_14379", "name": "Retail Customer 14379", "source_hash": IsStr()},
    ]
    assert len(await read_table("invoice", "id")) == 2
