"""Signing with the installation's secret; each purpose has a salt of its own."""

import hashlib
from functools import lru_cache

from itsdangerous import Signer, URLSafeSerializer


@lru_cache(maxsize=16)
def signer(secret_key: str, salt: str) -> URLSafeSerializer:
    """HMAC-SHA-256 with a key derived from secret and salt, so that a signature is valid for its own purpose alone."""
    # Derived once, not anew for each of the many links of a page.
    key = Signer(secret_key, salt, key_derivation="hmac", digest_method=hashlib.sha256).derive_key()
    return URLSafeSerializer(key, signer_kwargs={"key_derivation": "none", "digest_method": hashlib.sha256})
