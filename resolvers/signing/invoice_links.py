"""Signed links to invoice PDFs: each opens one invoice without any header, for a limited time.

A token is 28 characters: when it expires, in seconds; a mark of its project; and a signature of both with the whole
key of the invoice. The URL tells the id. Project and mode are those of a candidate for which the signature is right.
"""

import re
import struct
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hmac import compare_digest
from typing import NamedTuple
from urllib.parse import quote
from zlib import crc32

from itsdangerous import BadData
from itsdangerous.encoding import base64_decode, base64_encode

from models.values.instant import DAY, SECOND, Instant
from resolvers.signing.signatures import begin_hmac, derive_keys, signer

_SALT = "invoice-link"
# Links of earlier releases have another form, which is still verified: in e-mails they live until they expire.
_EARLIER_SALT = "invoice-pdf"
_TOKEN = re.compile(r"[0-9A-Za-z_-]{28}")
_EARLIER_TOKEN = re.compile(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+")
_HEAD = struct.Struct(">IB")
_SIGNATURE_BYTES = 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
# The head's four bytes hold seconds until the year 2106.
_LAST_SECOND = 2**32 - 1


class InvoiceAddress(NamedTuple):
    """An invoice's whole key."""

    project_id: str
    live_mode: bool
    id: str


class Candidate(NamedTuple):
    """A project and a mode whose link a token may be; `opens` says of an invoice's id whether it is a link to it."""

    project_id: str
    live_mode: bool
    opens: Callable[[str], bool]


class SignedLink(NamedTuple):
    """A link that was verified: what it opens until `expires_at`."""

    token: str
    invoice: InvoiceAddress
    expires_at: Instant


# The ids of all projects.
ListProjects = Callable[[], Awaitable[Sequence[str]]]


class BadInvoiceToken(ValueError):
    """The token is forged or damaged, or it has expired."""


class InvoiceLinkExpired(BadInvoiceToken):
    """The token is right but too old; `invoice` is what it opened."""

    def __init__(self, invoice: InvoiceAddress) -> None:
        super().__init__("The link has expired.")
        self.invoice = invoice


@dataclass(frozen=True, slots=True)
class InvoiceLinks:
    """Makes and checks the links; each is valid for `days` days after it was made, to the second."""

    secret_key: str
    base_url: str
    days: int

    def url(self, invoice: InvoiceAddress, now: Instant, ending: str = "pdf", folder: str = "invoices") -> str:
        """The absolute URL that opens the file with this ending, pdf or xml, for whoever holds it.

        `folder` is "credit-notes" for a credit note.
        """
        return self.begin(invoice.project_id, invoice.live_mode, now, ending, folder)(invoice.id)

    def begin(
        self, project_id: str, live_mode: bool, now: Instant, ending: str = "pdf", folder: str = "invoices"
    ) -> Callable[[str], str]:
        """What makes these URLs of the ids of a project's invoices."""
        expires = min((now + self.days * DAY) // SECOND, _LAST_SECOND)
        return _begin_urls(self.secret_key, self.base_url, project_id, live_mode, expires, ending, folder)

    async def verify(self, token: str, invoice_id: str, now: Instant, list_projects: ListProjects) -> SignedLink:
        """What a token opens, with the whole key of the invoice; raises InvoiceLinkExpired and BadInvoiceToken."""
        if _TOKEN.fullmatch(token):
            invoice, expires_at = self._find(token, invoice_id, await list_projects())
        else:
            invoice, expires_at = self._read_earlier(token)
        if invoice.id != invoice_id:
            raise BadInvoiceToken("The link is for another invoice.")
        if expires_at <= now:
            raise InvoiceLinkExpired(invoice)
        return SignedLink(token, invoice, Instant(expires_at))

    def address_of_earlier(self, token: str) -> InvoiceAddress | None:
        """What a token of an earlier release opens or has opened, which it tells itself; None for other tokens."""
        try:
            return self._read_earlier(token)[0]
        except BadInvoiceToken:
            return None

    def list_candidates(self, token: str, project_ids: Iterable[str]) -> Iterator[Candidate]:
        """Whose the token may be; of a forged one as well, and none of a token of an earlier release."""
        if not _TOKEN.fullmatch(token):
            return
        whole = urlsafe_b64decode(token)
        head, signature = whole[: _HEAD.size], whole[_HEAD.size :]
        _, mark = _HEAD.unpack(head)
        keys = derive_keys(self.secret_key, _SALT)
        for project_id in project_ids:
            if _mark(project_id) == mark:
                for live_mode in (True, False):
                    signs = [_begin_signatures(key, head, project_id, live_mode) for key in keys]
                    yield Candidate(project_id, live_mode, partial(_is_signed, signs, signature))

    def _find(self, token: str, invoice_id: str, project_ids: Sequence[str]) -> tuple[InvoiceAddress, int]:
        for project_id, live_mode, opens in self.list_candidates(token, project_ids):
            if opens(invoice_id):
                return InvoiceAddress(project_id, live_mode, invoice_id), last_moment_of(token)
        raise BadInvoiceToken("The link is not valid.")

    def _read_earlier(self, token: str) -> tuple[InvoiceAddress, int]:
        try:
            _require_own_spelling(token)
            *address, expires_at = signer(self.secret_key, _EARLIER_SALT).loads(token)
            return InvoiceAddress(*address), expires_at
        except (BadData, ValueError, TypeError) as error:
            raise BadInvoiceToken("The link is not valid.") from error


def last_moment_of(token: str) -> Instant:
    """When a token of this form expires, if it is one of ours; raises BadInvoiceToken for a text of another form.

    Of the tokens of earlier releases only who verifies them knows: it is the last moment that there is.
    """
    if _TOKEN.fullmatch(token):
        return Instant(_HEAD.unpack(urlsafe_b64decode(token)[: _HEAD.size])[0] * SECOND)
    if _EARLIER_TOKEN.fullmatch(token):
        return Instant(_LAST_SECOND * SECOND)
    raise BadInvoiceToken("The token has another form.")


def _require_own_spelling(token: str) -> None:
    # Base64 reads the same signature from four last characters, and a link is revoked by its text.
    signature = token.rpartition(".")[2]
    if base64_encode(base64_decode(signature)).decode() != signature:
        raise ValueError("The signature is not written as we write it.")


def _mark(project_id: str) -> int:
    """One byte: it spares the check of most other projects' signatures."""
    return crc32(project_id.encode()) & 0xFF


# Begun once for the many links of a page.
@lru_cache(maxsize=64)
def _begin_urls(
    secret_key: str, base_url: str, project_id: str, live_mode: bool, expires: int, ending: str, folder: str
) -> Callable[[str], str]:
    head = _HEAD.pack(expires, _mark(project_id))
    sign = _begin_signatures(derive_keys(secret_key, _SALT)[0], head, project_id, live_mode)
    beginning, middle = f"{base_url}/{folder}/", f".{ending}?token="

    def url(invoice_id: str) -> str:
        signature = sign(invoice_id.encode())[:_SIGNATURE_BYTES]
        # As `urlsafe_b64encode` does, in a third of its time.
        token = b2a_base64(head + signature, newline=False).translate(_URL_SAFE).decode()
        # Nearly all ids are plain, and `quote` takes as long as half a signature.
        is_plain = invoice_id.isascii() and invoice_id.isidentifier()
        return f"{beginning}{invoice_id if is_plain else quote(invoice_id, safe='')}{middle}{token}"

    return url


def _is_signed(signs: Iterable[Callable[[bytes], bytes]], signature: bytes, invoice_id: str) -> bool:
    return any(compare_digest(sign(invoice_id.encode())[:_SIGNATURE_BYTES], signature) for sign in signs)


def _begin_signatures(key: bytes, head: bytes, project_id: str, live_mode: bool) -> Callable[[bytes], bytes]:
    """What signs ids of invoices; of a signature a link has the first bytes."""
    # No project's id contains a NUL, so no two keys of invoices give the same bytes.
    return begin_hmac(key, head + f"{project_id}\0{live_mode:d}\0".encode())
