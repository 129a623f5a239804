"""What the text of a setting must be; each returns its value, or raises ValueError with what it should be."""

import json
import re
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.loopback import is_loopback
from resolvers.signing.signatures import split_secrets

MINIMUM_SECRET_LENGTH = 16
_HEADER_NAME = re.compile(r"[0-9A-Za-z!#$%&'*+.^_`|~-]+")
_HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]")


def check_base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it should look like https://pay.example.com")
    # The scheme in small letters: by it cookies are secure or not.
    return parts.geturl().rstrip("/")


def check_secrets(secret: SecretStr) -> SecretStr:
    parts = split_secrets(secret.get_secret_value())
    if not parts or any(len(part) < MINIMUM_SECRET_LENGTH for part in parts):
        raise ValueError(f"it needs at least {MINIMUM_SECRET_LENGTH} characters for each secret")
    return secret


def check_length(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"it needs at least {MINIMUM_SECRET_LENGTH} characters")
    return secret


def split_at_commas(given: Any) -> Any:
    return [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given


def check_origins(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or text.count("/") != 2 or "@" in text:
            raise ValueError("an origin looks like https://shop.example.com")
    return tuple(text.lower() for text in texts)


def check_header_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    if any(_HEADER_NAME.fullmatch(text) is None for text in texts):
        raise ValueError("it should list names of headers, such as X-Tenant,X-Build")
    return texts


def check_hosts(texts: tuple[str, ...]) -> tuple[str, ...]:
    if any(_HOST.fullmatch(text) is None for text in texts):
        raise ValueError("it should list names without ports, such as pay.example.com,10.0.0.5")
    return tuple(text.lower() for text in texts)


def check_networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            ip_network(text)
        except ValueError:
            raise ValueError("it should list addresses and networks, such as 10.0.0.5,10.1.0.0/16") from None
    return texts


def check_redis_url(secret: SecretStr) -> SecretStr:
    if urlsplit(secret.get_secret_value()).scheme not in ("redis", "rediss"):
        raise ValueError("it should look like redis://host:6379/0")
    return secret


def check_issuer(text: str) -> str:
    # As it is, with a slash at its end or without: the provider names itself in the same way.
    parts = urlsplit(check_base_url(text))
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("it should begin with https://, or tokens can be forged on the way")
    return text


def parse_json(given: Any) -> Any:
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise ValueError('it should be JSON, such as {"desk": {"project": "Acme Ltd", "role": "operator"}}') from None
