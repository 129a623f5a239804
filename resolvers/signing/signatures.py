"""How what this service hands out is signed: with its secret, and a salt for each purpose."""

import hashlib
from functools import lru_cache

from itsdangerous import URLSafeSerializer


@lru_cache(maxsize=16)
def signer(secret_key: str, salt: str) -> URLSafeSerializer:
    """Signs with HMAC-SHA-256 under a key derived for the salt: what one purpose signed is no good for another."""
    return URLSafeSerializer(
        secret_key,
        salt=salt,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
