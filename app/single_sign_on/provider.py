"""The provider as OpenID Connect has it: authorization code flow with PKCE, state and nonce."""

import ssl
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.settings import Settings
from app.single_sign_on.discovery import Discovery, telling_provider_unavailable
from app.single_sign_on.errors import BadProof
from app.single_sign_on.journeys import Journey
from models.values.instant import SECOND, Clock

# How far the provider's clock may be from ours, in seconds.
LEEWAY = 60
# Signatures that only the provider can make: with HS256 whoever knows our client secret could.
ALGORITHMS = frozenset(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"))

Claims = Mapping[str, Any]


class Provider:
    """The provider of the settings, which name an issuer; `redirect_uri` is where it sends browsers back to."""

    def __init__(self, settings: Settings, redirect_uri: str, clock: Clock) -> None:
        assert settings.oidc_client_secret is not None  # noqa: S101 – the settings have checked it
        self.issuer = str(settings.oidc_issuer)
        self.groups_claim = settings.oidc_groups_claim
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret.get_secret_value()
        self._scopes = settings.oidc_scopes
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._tls = ssl.create_default_context()
        self._discovery = Discovery(self.issuer, self._tls)

    async def authorization_url(self, journey: Journey) -> str:
        """Where the browser goes to sign in; raises ProviderUnavailable."""
        metadata = await self._discovery.metadata()
        async with self._client(metadata) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(url)

    async def redeem(self, code: str, journey: Journey) -> Claims:
        """What the provider says about whom it signed in; raises BadProof and ProviderUnavailable."""
        metadata = await self._discovery.metadata()
        async with telling_provider_unavailable(), self._client(metadata) as client:
            try:
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=journey.verifier,
                )
            except OAuthError as error:
                raise BadProof(f"the provider refused the code: {error.error}") from error
        claims = await self._verify(token, journey.nonce, metadata)
        return await self._complete(claims, token, metadata)

    async def _verify(self, token: Claims, nonce: str, metadata: Claims) -> dict[str, Any]:
        known = await self._discovery.keys()
        try:
            return self._check(token, nonce, metadata, known)
        except (InvalidKeyIdError, BadSignatureError):
            # Signed with a key that we haven't seen: the provider may have changed its keys.
            fresh = await self._discovery.keys(refresh=True)
        except (JoseError, ValueError, TypeError) as error:
            raise BadProof(f"the token is not good for us: {error}") from error
        try:
            return self._check(token, nonce, metadata, fresh)
        except (JoseError, ValueError, TypeError) as error:
            raise BadProof(f"the token is not good for us: {error}") from error

    def _check(self, token: Claims, nonce: str, metadata: Claims, keys: KeySet) -> dict[str, Any]:
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=[each for each in offered if each in ALGORITHMS], strict_check_header=False)
        decoded = jwt.decode(str(token.get("id_token", "")), keys, registry=registry)
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        told = {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, expected, told)
        claims.validate(now=self._clock() // SECOND, leeway=LEEWAY)
        return dict(claims)

    async def _complete(self, claims: dict[str, Any], token: Claims, metadata: Claims) -> Claims:
        # Some providers keep their tokens short, and tell the rest at the endpoint for it.
        endpoint = metadata.get("userinfo_endpoint")
        if endpoint is None or {"email", self.groups_claim} <= claims.keys():
            return claims
        async with telling_provider_unavailable(), self._client(metadata, dict(token)) as client:
            answer = await client.get(endpoint)
            answer.raise_for_status()
            told = answer.json()
        if told.get("sub") != claims["sub"]:
            raise BadProof("the provider told about somebody else")
        return {**told, **claims}

    def _client(self, metadata: Claims, token: dict[str, Any] | None = None) -> AsyncOAuth2Client:
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return AsyncOAuth2Client(
            client_id=self._client_id,
            client_secret=self._client_secret,
            token_endpoint_auth_method=(
                "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
            ),
            scope=self._scopes,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            token=token,
            verify=self._tls,
        )
