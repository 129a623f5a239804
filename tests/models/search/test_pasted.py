"""What people paste is read as what they mean."""

import pytest

from models.search.pasted import ID_PREFIXES
from models.search.search_terms import read_terms
from resolvers.search.id_tables import known_prefix

CUSTOMER = "cus_NffrFeUfNV2Hib"
ADDRESS = "ada@post.example"


def asked(text: str) -> set[str]:
    terms = read_terms(text)
    return set() if terms is None else set(terms.exact)


@pytest.mark.parametrize(
    "text",
    [
        "https://dashboard.stripe.com/customers/{}",
        "https://dashboard.stripe.com/acct_1032D82eZvKYlo2C/test/customers/{}?tab=payments#top",
        "pay.example/dashboard/customers/{}.",
        "`{}`",
        "{},",
        "({})",
        "Customer: {}",
        "id={}",
        "see {} please",
    ],
)
def test_an_id_is_found_in_a_link_and_among_words(text: str) -> None:
    terms = read_terms(text.format(CUSTOMER))

    assert terms is not None
    assert terms.identifier == CUSTOMER
    assert set(terms.exact) == asked(CUSTOMER)


@pytest.mark.parametrize(
    "text", ["in_stock items", "an acct_1032D82eZvKYlo2C", f"{CUSTOMER} pi_1PgafmB7WZ01zgkW6", "a/b"]
)
def test_what_is_no_id_or_is_one_of_two_stays_as_it_is(text: str) -> None:
    terms = read_terms(text)

    assert terms is not None
    assert len(terms.words) > 1
    assert f"m:{text.lower()}" in terms.exact


def test_a_short_id_is_one_in_a_link() -> None:
    terms = read_terms("http://127.0.0.1:8000/invoices/in_1.pdf?token=abc")

    assert terms is not None
    assert terms.identifier == "in_1"


@pytest.mark.parametrize(
    "text", ["mailto:{}", "MAILTO:{}?subject=Your%20invoice", "Ada Lovelace <{}>", '"Lovelace, Ada" <{}>,', "<{}>"]
)
def test_an_address_is_found_in_a_link_and_beside_a_name(text: str) -> None:
    assert asked(text.format(ADDRESS)) == asked(ADDRESS)


def test_a_number_is_found_in_a_link() -> None:
    assert asked("tel:+49301234567") == asked("+49301234567")


@pytest.mark.parametrize(
    "text",
    [
        "Invoice A-17",
        "invoice #a-17",
        "Invoice no. A-17",
        "Rechnung Nr. A-17",
        "Facture: A-17",
        "invoice-A-17.pdf",
        "A-17-CN-01",
        "credit note A-17-CN-02",
        "credit-note-A-17-CN-01.pdf",
    ],
)
def test_the_number_of_an_invoice_is_found_beside_its_name(text: str) -> None:
    assert "n:a17" in asked(text)


@pytest.mark.parametrize("text", ["Invoice-17", "INV-17", "Invoice 17-", "invoices"])
def test_a_number_that_begins_with_a_word_is_looked_for_as_a_whole(text: str) -> None:
    whole = "".join(each for each in text.lower() if each.isalnum())

    assert f"n:{whole}" in asked(text)
    assert ("n:17" in asked(text)) is (" " in text)


@pytest.mark.parametrize(
    "text",
    ["4242", "•••• 4242", "Visa •••• 4242", "**** **** **** 4242", "xxxx-4242", "visa 4242", "Amex ending in 4242"],
)
def test_a_card_is_found_as_it_is_shown(text: str) -> None:
    assert "c:4242" in asked(text)


@pytest.mark.parametrize("text", ["Studio 4242", "x 4242", "42424242", "4242 Ada", "x" * 200])
def test_other_words_and_digits_are_no_card(text: str) -> None:
    assert not [each for each in asked(text) if each.startswith("c:")]


@pytest.mark.parametrize("text", ["order_id: 6735", "order_id=6735", "order_id:6735"])
def test_a_value_is_found_with_its_key(text: str) -> None:
    assert "m:6735" in asked(text)


@pytest.mark.parametrize("prefix", ID_PREFIXES)
def test_every_prefix_is_one_that_a_search_finds(prefix: str) -> None:
    assert prefix == "cus" or known_prefix(prefix) == prefix
