"""What is signed stays valid: links are in e-mails, and tokens in apps."""

from base64 import b64encode
from hmac import digest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sessions.form_tokens import form_token
from models.values.instant import DAY, SECOND, Instant
from resolvers.signing.customer_tokens import CustomerTokens, TokenSubject
from resolvers.signing.invoice_links import BadInvoiceToken, InvoiceAddress, InvoiceLinkExpired, InvoiceLinks
from resolvers.signing.signatures import begin_hmac

SECRET = "a secret of the tests"
NOW = Instant(1_763_812_800_000_000)
INVOICE = InvoiceAddress("prj_1", True, "in_1")
LINKS = InvoiceLinks(SECRET, "https://pay.example.com", 30)

LINK = "aUkywJL0OkVtVyVNAAu40II0l3td"
# It was made in a release before, and ends in 1970.
EARLIER_LINK = "WyJwcmpfMSIsdHJ1ZSwiaW5fMSIsNDM1NTgxMjgwMDAwMF0.RmH-JShi6llHz-vjlSoTljL5PkCV8s0LltN_v1WsX8Y"
BEFORE_ITS_END = Instant(4_355_812_799_999)
TOKEN = "ct_WyJwcmpfMSIsdHJ1ZSwiY3VzXzEiLCJrZXlfMSIsMTc2MzgxMjgwMDAwMF0.uIxgS9ea1WLCIAX2x6Th7YMMbilzFZI2DCHeLHRZlco"


async def list_projects() -> list[str]:
    return ["prj_0", "prj_1", "prj_2"]


def token_of(invoice: InvoiceAddress, now: Instant = NOW) -> str:
    return LINKS.url(invoice, now).partition("?token=")[2]


async def test_a_link_and_a_token_are_signed_as_they_were_by_earlier_releases() -> None:
    subject, tokens = TokenSubject("prj_1", True, "cus_1", "key_1"), CustomerTokens(SECRET)

    assert LINKS.url(INVOICE, NOW) == f"https://pay.example.com/invoices/in_1.pdf?token={LINK}"
    assert (await LINKS.verify(LINK, "in_1", NOW, list_projects)).invoice == INVOICE
    assert tokens.issue(subject, Instant(1_763_812_800_000)) == TOKEN
    assert tokens.read(TOKEN, Instant(1_763_812_799_999)) == subject
    assert form_token(SECRET, "cookie") == "aCyUOhw0n8FWz9u8JUzTdYjTKl0ZB2qKl6o4ge6shdk"


async def test_a_link_of_the_first_form_opens_its_invoice_until_it_expires() -> None:
    assert (await LINKS.verify(EARLIER_LINK, "in_1", BEFORE_ITS_END, list_projects)).invoice == INVOICE
    with pytest.raises(InvoiceLinkExpired):
        await LINKS.verify(EARLIER_LINK, "in_1", Instant(BEFORE_ITS_END + 1), list_projects)
    with pytest.raises(BadInvoiceToken, match="another invoice"):
        await LINKS.verify(EARLIER_LINK, "in_2", BEFORE_ITS_END, list_projects)


@pytest.mark.parametrize("folder", ["invoices", "credit-notes"])
def test_a_link_is_short(folder: str) -> None:
    links = InvoiceLinks(SECRET, "https://pay.example.co", 30)
    address = InvoiceAddress("prj_01M8J2VK15RAWDHA20GJSA0S70", True, "in_1MtHbELkdIwHu7ixl4OzzPMv")
    assert (len(links.base_url), len(address.id)) == (22, 27)

    assert len(links.url(address, NOW, folder=folder)) <= 104


@pytest.mark.parametrize("invoice", [INVOICE, InvoiceAddress("prj_2", False, "in_ü/1")])
async def test_a_link_tells_project_and_mode_until_its_last_second(invoice: InvoiceAddress) -> None:
    token = token_of(invoice)

    assert (await LINKS.verify(token, invoice.id, Instant(NOW + 30 * DAY - 1), list_projects)).invoice == invoice
    with pytest.raises(InvoiceLinkExpired) as expired:
        await LINKS.verify(token, invoice.id, Instant(NOW + 30 * DAY), list_projects)
    assert expired.value.invoice == invoice


async def test_no_other_token_opens_an_invoice() -> None:
    good = token_of(INVOICE)
    bad = [
        *(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(len(good))),
        good[:-1],
        good + "A",
        good[:14] + " " + good[14:],
        "",
        "ü" * 28,
        token_of(InvoiceAddress("prj_1", True, "in_2")),
        # Its project is not among those that there are.
        token_of(InvoiceAddress("prj_3", True, "in_1")),
        InvoiceLinks("another secret", "", 30).url(INVOICE, NOW).partition("=")[2],
        b64encode(b"{}").decode() + ".x",
    ]

    for token in bad:
        with pytest.raises(BadInvoiceToken, match="not valid"):
            await LINKS.verify(token, "in_1", NOW, list_projects)


async def test_a_link_made_in_the_far_future_does_not_last_longer_than_its_seconds_can_be_written() -> None:
    late = Instant(2**33 * SECOND)

    with pytest.raises(InvoiceLinkExpired):
        await LINKS.verify(token_of(INVOICE, late), "in_1", late, list_projects)


@given(key=st.binary(max_size=64), beginning=st.binary(max_size=200), rest=st.binary(max_size=200))
def test_a_signature_that_was_begun_once_is_hmac(key: bytes, beginning: bytes, rest: bytes) -> None:
    sign = begin_hmac(key, beginning)

    assert sign(rest) == digest(key, beginning + rest, "sha256")
    assert sign(b"") == digest(key, beginning, "sha256")
