"""What is signed stays valid: links are in e-mails, and tokens in apps."""

from app.sessions.form_tokens import form_token
from models.values.instant import Instant
from resolvers.signing.customer_tokens import CustomerTokens, TokenSubject
from resolvers.signing.invoice_links import InvoiceAddress, InvoiceLinks

SECRET = "a secret of the tests"
NOW = Instant(1_763_812_800_000)

LINK = "WyJwcmpfMSIsdHJ1ZSwiaW5fMSIsNDM1NTgxMjgwMDAwMF0.RmH-JShi6llHz-vjlSoTljL5PkCV8s0LltN_v1WsX8Y"
TOKEN = "ct_WyJwcmpfMSIsdHJ1ZSwiY3VzXzEiLCJrZXlfMSIsMTc2MzgxMjgwMDAwMF0.uIxgS9ea1WLCIAX2x6Th7YMMbilzFZI2DCHeLHRZlco"


def test_a_link_and_a_token_are_signed_as_they_were_by_earlier_releases() -> None:
    invoice, subject = InvoiceAddress("prj_1", True, "in_1"), TokenSubject("prj_1", True, "cus_1", "key_1")
    links, tokens = InvoiceLinks(SECRET, "https://pay.example.com", 30), CustomerTokens(SECRET)

    assert links.url(invoice, NOW) == f"https://pay.example.com/invoices/in_1.pdf?token={LINK}"
    assert links.verify(LINK, NOW) == invoice
    assert tokens.issue(subject, NOW) == TOKEN
    assert tokens.read(TOKEN, Instant(NOW - 1)) == subject
    assert form_token(SECRET, "cookie") == "aCyUOhw0n8FWz9u8JUzTdYjTKl0ZB2qKl6o4ge6shdk"
