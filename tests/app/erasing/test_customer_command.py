"""`customer erase`: what it shows, what it leaves, and that nothing personal is on the disk afterwards."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsStr

from app.admin.projects import list_projects
from app.admin.verification import verify
from models.values.instant import system_clock
from storage.database import Database
from tests.app.conftest import Run
from tests.app.erasing.bytes_of_database import find_texts, read_bytes
from tests.intake.stripe_objects import (
    make_charge,
    make_customer,
    make_event,
    make_invoice,
    make_method,
    make_payment,
    make_price,
    make_product,
    make_subscription,
    make_tax_id,
)

# The customer was called otherwise at first; the last is in an event of an object that is gone.
TEXTS = ("Altgrabow", "Quellwurz", "Ziegelhof", "Vertraulich")
FIRST, LAST, STREET, NOTE = TEXTS
PROJECT = ("--project", "Acme Ltd")


def customer(name: str, **overrides: Any) -> Any:
    values: dict[str, Any] = {
        "name": name,
        "email": f"{name.lower()}@example.com",
        "description": NOTE,
        "metadata": {"note": NOTE},
        "address": {"line1": STREET, "country": "DE"},
    }
    return make_customer(**values | overrides)


def theirs(status: str = "canceled") -> list[Any]:
    said = {"customer_name": LAST, "customer_email": f"{LAST}@example.com", "customer_address": {"line1": STREET}}
    ended: dict[str, Any] = {"ended_at": 90} if status == "canceled" else {}
    return [
        make_product(),
        make_price(),
        make_subscription(status=status, cancellation_details={"comment": NOTE}, **ended),
        make_event(make_invoice(description=NOTE, **said), 100, type="invoice.finalized"),
        make_payment(description=NOTE),
        make_charge(billing_details={"name": LAST}),
        make_method(billing_details={"name": LAST}),
        make_tax_id(value=f"DE{STREET}"),
        make_event(make_invoice("in_2", status="draft", description=NOTE, **said), 100, type="invoice.created"),
        make_event(make_invoice("in_2", status="draft", description=NOTE, **said), 110, type="invoice.deleted"),
    ]  # fmt: skip


@pytest.fixture
def take(run: Run, tmp_path: Path) -> Any:
    run("project", "create", "Acme Ltd")

    def take(*objects: Any, as_of: str = "2026-01-01T00:00:00Z") -> Any:
        file = tmp_path / "objects.json"
        file.write_text(json.dumps(objects))
        taken = run("import", str(file), *PROJECT, "--live", "--json", "--as-of", as_of)
        file.unlink()
        return json.loads(taken.stdout)

    return take


def bytes_of(database_url: str) -> bytes:
    return asyncio.run(read_bytes(database_url))


async def find_differences(database_url: str) -> list[Any]:
    async with Database(database_url) as database:
        return await verify(database, await list_projects(database), system_clock())


def test_nothing_of_the_person_is_on_the_disk_afterwards(database_url: str, run: Run, take: Any) -> None:
    take(customer(FIRST), *theirs(), as_of="2026-01-01T00:00:00Z")
    take(customer(LAST), as_of="2026-02-01T00:00:00Z")
    before = find_texts(bytes_of(database_url), LAST, STREET, NOTE)

    erased = run("customer", "erase", "cus_1", *PROJECT, "--yes", "--json")

    assert before == {LAST, STREET, NOTE}
    assert (erased.exit_code, erased.stderr) == (0, "")
    assert json.loads(erased.stdout) == IsPartialDict(
        {"customer": "cus_1", "erasedBy": "calmony customer erase", "cleared": True, "keptUntil": IsStr}
    )
    assert find_texts(bytes_of(database_url), *TEXTS) == set()
    assert find_texts(erased.output.encode(), *TEXTS) == set()
    assert asyncio.run(find_differences(database_url)) == []


def test_the_pdf_is_made_first_and_stays_as_it_is(run: Run, take: Any, tmp_path: Path, pdf_store: Path) -> None:
    take(customer(LAST), *theirs())
    words = ("pdf", "in_1", *PROJECT, "-o")

    run("customer", "erase", "cus_1", *PROJECT, "--yes")
    first = run(*words, str(tmp_path / "kept.pdf"))
    [kept] = pdf_store.glob("??/*.pdf")
    kept.unlink()
    lost = run(*words, str(tmp_path / "lost.pdf"))

    assert (first.exit_code, lost.exit_code) == (0, 1)
    assert (tmp_path / "kept.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "lost.pdf").exists()
    assert "no issued invoice 'in_1'" in lost.stderr


def test_the_consequence_is_shown_and_asked_about(run: Run, take: Any) -> None:
    take(customer(LAST), *theirs())

    asked = run("customer", "erase", "cus_1", *PROJECT, input="n\n")

    assert asked.exit_code == 1
    assert asked.stdout.splitlines()[:4] == [
        "Removed: 1 imported event, 1 invoice line, 1 payment method, 1 subscription, 1 subscription item, 1 tax id.",
        "Left without personal data, with numbers, dates and amounts: "
        "1 charge, 1 customer, 1 invoice, 1 payment intent.",
        "PDFs kept: of 1 issued invoices and credit notes, 1 of them rendered first.",
        IsStr(regex=r"Kept until \d{4}-01-01\."),
    ]
    assert asked.stderr == "Error: Nothing was erased.\n"
    assert json.loads(run("customer", "erase", "cus_1", *PROJECT, "--yes", "--json").stdout)["removed"] == {
        "imported_event": 1, "invoice_line": 1, "payment_method": 1, "subscription": 1, "subscription_item": 1,
        "tax_id": 1,
    }  # fmt: skip


def test_who_was_erased_is_told_and_cleared_again(run: Run, take: Any) -> None:
    take(customer(LAST))

    first = run("customer", "erase", "cus_1", *PROJECT, "--yes", "--json")
    again = run("customer", "erase", "cus_1", *PROJECT, "--yes", "--json")

    assert first.stdout == again.stdout


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("cus_1", "--yes"), "cus_1 has 1 subscriptions that have not ended: cancel them first. Nothing was erased."),
        (("cus_none", "--yes"), "There is no customer 'cus_none' in this data of the project."),
        (("cus_1", "--test", "--yes"), "There is no customer 'cus_1' in this data of the project."),
        (("cus_1", "--json"), "--json asks nothing: give --yes as well."),
    ],
)
def test_what_is_refused_is_told_in_a_line(run: Run, take: Any, words: tuple[str, ...], error: str) -> None:
    take(customer(LAST), *theirs("active"))

    refused = run("customer", "erase", *words, *PROJECT)

    assert (refused.exit_code, refused.stderr) == (1, f"Error: {error}\n")
    assert json.loads(run("audit", *PROJECT, "--json").stdout)["reads"] == []
