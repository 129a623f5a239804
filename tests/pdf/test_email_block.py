"""E-mail addresses are printed whole and large enough to be read."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from pdf.content.invoice_content import Party
from pdf.rendering.render import render_invoice

SHORT, LONG = "a@b.example", "accounts.receivable-department@my-long-company.example.co.uk"
BODY, SMALLEST = 9.5, 7.5


def print_address(document, address: str, of: str = "buyer") -> list[tuple[str, float]]:
    """The texts on the page that are in the address, with their type size in points, from the top."""
    found: list[tuple[str, float]] = []

    def keep(text: str, _user, _matrix, _font, size: float) -> None:
        if (shown := text.strip()) and shown in address:
            found.append((shown, size))

    party: Party = replace(getattr(document, of), email=address)
    page = PdfReader(io.BytesIO(render_invoice(replace(document, **{of: party})))).pages[0]
    page.extract_text(visitor_text=keep)
    return found


@pytest.mark.parametrize("of", ["buyer", "seller"])
@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("address", [SHORT, LONG])
def test_an_address_stands_on_one_line_in_the_size_of_the_page(make_document, address, language, of) -> None:
    assert print_address(make_document(language=language), address, of) == [(address, BODY)]


def test_one_that_is_little_too_wide_has_smaller_type(make_document) -> None:
    [(text, size)] = print_address(make_document(), "invoices.berlin@nordlicht.example")

    assert text == "invoices.berlin@nordlicht.example"
    assert SMALLEST <= size < BODY


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (f"{'a' * 50}@{'b' * 50}.example", ["a" * 50, f"@{'b' * 50}.example"]),
        (f"{'a' * 60}-{'b' * 30}@c.example", ["a" * 60, f"-{'b' * 30}@c.example"]),
    ],
)
def test_one_that_is_wider_than_two_columns_is_broken_before_a_sign(make_document, address, lines) -> None:
    printed = print_address(make_document(), address)

    assert [text for text, _ in printed] == lines
    assert all(size >= SMALLEST for _, size in printed)


def test_one_without_a_sign_is_broken_where_the_line_ends(make_document) -> None:
    address = "m" * 250

    printed = print_address(make_document(), address)

    assert "".join(text for text, _ in printed) == address
    assert all(size >= SMALLEST for _, size in printed)
