"""What is meant by a text as people copy it: a link, an address with a name, an id in a sentence, a card as shown."""

import re

ID_PREFIXES = (
    *("cus", "pi", "ch", "py", "sub", "in", "inv", "ii", "re", "pyr", "dp", "du"),
    *("pm", "card", "ba", "src", "cn", "cbtxn"),
)
"""What the ids begin with that a search finds."""

_ID = rf"(?:{'|'.join(ID_PREFIXES)})_"
_IN_LINK = re.compile(rf"/({_ID}\w+)(?!\w)", re.ASCII)
# Among words one has some letters, and a capital or a digit: "in_stock" is no id.
_IN_TEXT = re.compile(rf"(?<![\w-])({_ID}(?=[a-z_]*[A-Z0-9])\w{{8,}})", re.ASCII)
_SCHEME = re.compile(r"(?:mailto|tel):([^?]+).*", re.IGNORECASE)
_WITH_NAME = re.compile(r"[^<>@]*<\s*([^<>@\s]+@[^<>@\s]+)\s*>[,;.]?")
_FILE = re.compile(r"(?:invoice|credit-note)-(.+)\.pdf", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:invoice|receipt|credit note|rechnung|facture|factura)(?:\s+(?:no|nr|number)\b\.?)?[\s:#]+(\S*\d\S*)",
    re.IGNORECASE,
)
_OF_CREDIT_NOTE = re.compile(r"(.*\d.*)-CN-\d+", re.IGNORECASE)
_BRANDS = "visa|mastercard|american express|amex|discover|diners club|jcb|unionpay|card|sepa direct debit"
_SHOWN_CARD = re.compile(
    rf"(?:(?:{_BRANDS}|ending in|ending with|ending|[•·*xX]{{2,}}+)[\s-]*)*(\d{{4}})", re.IGNORECASE
)
_PAIR = re.compile(r"[\w.-]+\s*[:=]\s*(\S.*)")


def unwrap(text: str) -> str:
    """The id in a link or among words, the address of a link or beside a name; else the text as it is."""
    ids = set(_IN_LINK.findall(text) or _IN_TEXT.findall(text))
    if len(ids) == 1:
        return str(ids.pop())
    found = _SCHEME.fullmatch(text) or _WITH_NAME.fullmatch(text)
    return text if found is None else found[1].strip()


def named_numbers(text: str) -> set[str]:
    """Numbers of invoices in "Invoice #A-1" and in "invoice-A-1.pdf", also that of a credit note's "A-1-CN-01"."""
    found = _FILE.fullmatch(text) or _NAMED.fullmatch(text)
    numbers = set() if found is None else {found[1]}
    return numbers | {whole[1] for each in (*numbers, text) if (whole := _OF_CREDIT_NOTE.fullmatch(each))}


def shown_card(text: str) -> str | None:
    """The last four digits of a card as pages show it: "Visa •••• 4242", "**** 4242", "ending in 4242"."""
    found = _SHOWN_CARD.fullmatch(text)
    return None if found is None else found[1]


def value_of_pair(text: str) -> str | None:
    """The value of metadata in "order_id: 6735" or "order_id=6735"."""
    found = _PAIR.fullmatch(text)
    return None if found is None else found[1]
