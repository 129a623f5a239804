"""Why a search found a customer, in words."""

from collections.abc import Callable

from models.search.amounts import read_amount
from models.search.search_match import SearchMatch, SearchMatchKind

_WORDS = {
    SearchMatchKind.ID: "ID",
    SearchMatchKind.INVOICE_NUMBER: "Invoice",
    SearchMatchKind.NAME: "Name",
    SearchMatchKind.EMAIL: "E-mail",
    SearchMatchKind.PHONE: "Phone",
    SearchMatchKind.CARD: "Card ••••",
    SearchMatchKind.AMOUNT: "Amount",
    SearchMatchKind.METADATA: "Metadata",
}


def describe_match(match: SearchMatch, money: Callable[[int, str], str]) -> str:
    """What matched, with amounts as `money` writes them: "Invoice INV-7", "Card •••• 4242", "Amount £19.99"."""
    amount = read_amount(match.text) if match.kind is SearchMatchKind.AMOUNT else None
    text = match.text if amount is None else money(amount[1], amount[0])
    return f"{_WORDS[match.kind]} {text}"
