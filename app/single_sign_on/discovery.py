"""What the provider says about itself: its endpoints, and the keys that it signs with."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.single_sign_on.errors import ProviderUnavailable

# The whole of one question to the provider, in seconds.
TIME_LIMIT = 5
KEPT_SECONDS = 600
# For so long nobody asks a provider that did not answer: it may be what makes it fail.
PAUSE_SECONDS = 5
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def telling_provider_unavailable() -> AsyncIterator[None]:
    """Bounds what is asked of the provider in time; every failure of it becomes ProviderUnavailable."""
    try:
        async with asyncio.timeout(TIME_LIMIT):
            yield
    except (httpx2.HTTPError, TimeoutError, OSError, ValueError, JoseError) as error:
        log.warning("the sign-in provider failed", error=type(error).__name__, reason=str(error)[:200])
        raise ProviderUnavailable("The sign-in provider does not answer.") from error


class Discovery:
    """The provider's documents, asked for when they are first needed and kept for KEPT_SECONDS."""

    def __init__(self, issuer: str, tls: ssl.SSLContext) -> None:
        self._issuer = issuer
        self._tls = tls
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._asked_at = self._failed_at = -float("inf")
        self._turn = asyncio.Lock()

    async def metadata(self) -> dict[str, Any]:
        """The provider's metadata, checked to be that of the issuer; raises ProviderUnavailable."""
        async with self._turn:
            now = time.monotonic()
            if not self._metadata or now - self._asked_at > KEPT_SECONDS:
                if now - self._failed_at < PAUSE_SECONDS:
                    raise ProviderUnavailable("The sign-in provider did not answer a moment ago.")
                await self._discover(now)
        return self._metadata

    async def keys(self, *, refresh: bool = False) -> KeySet:
        """The keys that the provider signs with; `refresh` asks for them again, since a provider changes them."""
        metadata = await self.metadata()
        if self._keys is None or refresh:
            async with telling_provider_unavailable():
                self._keys = KeySet.import_key_set(await self._fetch(metadata["jwks_uri"]))
        return self._keys

    async def _discover(self, now: float) -> None:
        self._failed_at = now
        async with telling_provider_unavailable():
            metadata = await self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != self._issuer or not all(metadata.get(name) for name in ENDPOINTS):
                raise ValueError("its metadata are those of another issuer, or lack an endpoint")
        self._metadata, self._keys, self._asked_at, self._failed_at = metadata, None, now, -float("inf")

    async def _fetch(self, url: str) -> Any:
        async with httpx2.AsyncClient(verify=self._tls) as client:
            answer = await client.get(url, headers={"Accept": "application/json"})
        answer.raise_for_status()
        return answer.json()
