"""Signing with the installation's secret; each purpose has a salt of its own."""

import hashlib
from functools import lru_cache

from itsdangerous import Signer, URLSafeSerializer


# Derived once, not anew for each of the many links of a page.
@lru_cache(maxsize=16)
def derive_key(secret_key: str, salt: str) -> bytes:
    """A key for one purpose, of secret and salt, so that a signature is valid for its own purpose alone."""
    return Signer(secret_key, salt, key_derivation="hmac", digest_method=hashlib.sha256).derive_key()


@lru_cache(maxsize=16)
def signer(secret_key: str, salt: str) -> URLSafeSerializer:
    """HMAC-SHA-256 with the key for this purpose."""
    signing = {"key_derivation": "none", "digest_method": hashlib.sha256}
    return URLSafeSerializer(derive_key(secret_key, salt), signer_kwargs=signing)
