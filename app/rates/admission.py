"""Who is let in: a caller's key, at the rates of the key and of the address it comes from."""

from collections import OrderedDict
from hashlib import sha256
from ipaddress import IPv6Network

from app.auth import Authenticator
from app.rates.rates import Rates
from models.viewer import Viewer

REMEMBERED_KEYS = 10_000


class Admission:
    """Authenticates within the rates.

    The keys that were good lately are remembered as digests. Theirs are refused by rate before the database is
    asked, and a flood of wrong ones from an address doesn't lock out the good ones that share it.
    """

    def __init__(self, authenticator: Authenticator, rates: Rates) -> None:
        self._authenticator = authenticator
        self._rates = rates
        self._subjects: OrderedDict[bytes, str] = OrderedDict()

    async def admit(self, header: str | None, host: str) -> Viewer | None:
        """The viewer of an Authorization header that came from `host`, None for none; raises RateLimited."""
        if header is None:
            return None
        digest = sha256(header.encode()).digest()
        known = self._subjects.get(digest)
        if known is None:
            return await self._admit_stranger(header, digest, address_of(host))
        await self._rates.requests.spend(known)
        viewer = await self._authenticator.authenticate(header)
        if viewer is None:
            self._subjects.pop(digest, None)
        return viewer

    async def _admit_stranger(self, header: str, digest: bytes, address: str) -> Viewer | None:
        await self._rates.failed_keys.require_room(address)
        viewer = await self._authenticator.authenticate(header)
        if viewer is None:
            await self._rates.failed_keys.note(address)
            return None
        subject = self._subjects[digest] = subject_of(viewer)
        if len(self._subjects) > REMEMBERED_KEYS:
            self._subjects.popitem(last=False)
        await self._rates.requests.spend(subject)
        return viewer


def subject_of(viewer: Viewer) -> str:
    """Whose rates a viewer's are: the key's, and of a customer's tokens each customer's own."""
    return viewer.credential_id if viewer.customer_id is None else f"{viewer.credential_id}/{viewer.customer_id}"


def address_of(host: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 that an IPv6 subscriber has to choose from."""
    if ":" not in host:
        return host
    try:
        return str(IPv6Network((host.partition("%")[0], 64), strict=False))
    except ValueError:
        return host
