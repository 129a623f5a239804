"""Authenticates callers, within the rates of their key or session and of their address."""

from collections import OrderedDict
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network
from typing import NamedTuple, Protocol

from app.rates.rates import Rate, Rates
from models.access.viewer import Viewer
from resolvers.rate_window import RateWindow

REMEMBERED_KEYS = 10_000


class Authenticates(Protocol):
    """Checks credentials of one kind."""

    async def authenticate(self, credential: str) -> Viewer | None:
        """The viewer of a credential; None if it is not valid."""


class Admitted(NamedTuple):
    """Who asks, and what is left of the requests that they may send; None without a limit."""

    viewer: Viewer
    window: RateWindow | None


class Admission:
    """Authenticates within the rates.

    The credentials that were good lately are remembered as digests. Theirs are refused by rate before the database is
    asked, and a flood of wrong ones from an address doesn't lock out the good ones that share it.
    """

    def __init__(self, authenticator: Authenticates, rates: Rates) -> None:
        self._authenticator = authenticator
        self._rates = rates
        self._subjects: OrderedDict[bytes, tuple[Rate, str]] = OrderedDict()

    async def admit(self, credential: str | None, host: str) -> Admitted | None:
        """The viewer of a credential sent from `host`; None if there is none or it is not valid. Raises RateLimited."""
        if credential is None:
            return None
        digest = sha256(credential.encode()).digest()
        known = self._subjects.get(digest)
        if known is None:
            return await self._admit_stranger(credential, digest, address_of(host))
        rate, subject = known
        window = await rate.spend(subject)
        viewer = await self._authenticator.authenticate(credential)
        if viewer is None:
            self._subjects.pop(digest, None)
            return None
        return Admitted(viewer, window)

    async def _admit_stranger(self, credential: str, digest: bytes, address: str) -> Admitted | None:
        await self._rates.failed_keys.require_room(address)
        viewer = await self._authenticator.authenticate(credential)
        if viewer is None:
            await self._rates.failed_keys.note(address)
            return None
        rate, subject = self._subjects[digest] = self._rates.of(viewer).requests, subject_of(viewer)
        if len(self._subjects) > REMEMBERED_KEYS:
            self._subjects.popitem(last=False)
        return Admitted(viewer, await rate.spend(subject))


def subject_of(viewer: Viewer) -> str:
    """Whose rates a viewer spends: those of the API key or operator; a customer's token has its own."""
    return viewer.credential_id if viewer.customer_id is None else f"{viewer.credential_id}/{viewer.customer_id}"


def address_of(host: str) -> str:
    """What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one subscriber has."""
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    # A proxy that listens for both writes ::ffff:203.0.113.7, and all such addresses lie in one network.
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
