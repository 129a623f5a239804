"""Settings: read once from the environment, checked, and carried from there."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.user_error import UserError
from resolvers.signing.signatures import split_secrets

PREFIX = "CALMONY_"
DEFAULT_DATABASE = "sqlite+aiosqlite:///var/calmony.db"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
# Known to everybody: good on one's own machine, refused by `serve` off loopback.
DEVELOPMENT_SECRET = "only-for-development-set-CALMONY_SECRET_KEY"  # noqa: S105

MINIMUM_SECRET_LENGTH = 16
_HEADER_NAME = re.compile(r"[0-9A-Za-z!#$%&'*+.^_`|~-]+")
_HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]")
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class InvalidSetting(UserError):
    """A variable of the environment holds what its setting can't be; says which and why on one line."""


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it should look like https://pay.example.com")
    return text.rstrip("/")


def _secrets(secret: SecretStr) -> SecretStr:
    parts = split_secrets(secret.get_secret_value())
    if not parts or any(len(part) < MINIMUM_SECRET_LENGTH for part in parts):
        raise ValueError(f"it needs at least {MINIMUM_SECRET_LENGTH} characters for each secret")
    return secret


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"it needs at least {MINIMUM_SECRET_LENGTH} characters")
    return secret


def _split(given: Any) -> Any:
    return [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given


def _origins(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or text.count("/") != 2 or "@" in text:
            raise ValueError("an origin looks like https://shop.example.com")
    return tuple(text.lower() for text in texts)


def _header_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    if any(_HEADER_NAME.fullmatch(text) is None for text in texts):
        raise ValueError("it should list names of headers, such as X-Tenant,X-Build")
    return texts


def _hosts(texts: tuple[str, ...]) -> tuple[str, ...]:
    if any(_HOST.fullmatch(text) is None for text in texts):
        raise ValueError("it should list names without ports, such as pay.example.com,10.0.0.5")
    return tuple(text.lower() for text in texts)


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            ip_network(text)
        except ValueError:
            raise ValueError("it should list addresses and networks, such as 10.0.0.5,10.1.0.0/16") from None
    return texts


def _redis_url(secret: SecretStr) -> SecretStr:
    if urlsplit(secret.get_secret_value()).scheme not in ("redis", "rediss"):
        raise ValueError("it should look like redis://host:6379/0")
    return secret


class Settings(BaseSettings):
    """Each field is the variable `CALMONY_<FIELD>`; durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    database_url: str = Field(default=DEFAULT_DATABASE, repr=False)
    database_read_url: str | None = Field(default=None, repr=False)
    database_pooler: Literal["transaction"] | None = None
    secret_key: Annotated[SecretStr, AfterValidator(_secrets)] = SecretStr(DEVELOPMENT_SECRET)
    base_url: Annotated[str, AfterValidator(_base_url)] = DEFAULT_BASE_URL
    introspection: bool = True
    pdf_link_days: int = Field(default=30, ge=1, le=3650)
    pdf_workers: int = Field(default=2, ge=1, le=64)
    pdf_time_limit: float = Field(default=15, gt=0, le=300)
    pdf_max_waiting: int = Field(default=100, ge=0, le=10_000)
    pdf_store: Path = Path("var/pdf")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"
    key_usage_interval: float = Field(default=5, gt=0, le=3600)
    max_body_bytes: int = Field(default=256 * 1024, ge=1024, le=16 * 1024 * 1024)
    max_source_characters: int = Field(default=15_000, ge=100, le=1_000_000)
    max_tokens: int = Field(default=2_000, ge=10, le=100_000)
    max_comments: int = Field(default=100, ge=0, le=100_000)
    max_depth: int = Field(default=16, ge=2, le=60)
    max_aliases: int = Field(default=30, ge=0, le=10_000)
    max_root_fields: int = Field(default=20, ge=1, le=10_000)
    max_mutations: int = Field(default=5, ge=1, le=100)
    max_directives: int = Field(default=50, ge=0, le=10_000)
    max_selections: int = Field(default=2_000, ge=10, le=100_000)
    max_validation_errors: int = Field(default=5, ge=1, le=100)
    max_cost: int = Field(default=12_000, ge=1, le=10_000_000)
    execution_time_limit: float = Field(default=10, gt=0, le=300)
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_origins)] = ()
    cors_headers: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_header_names)] = ()
    compression: bool = True
    max_head_bytes: int = Field(default=64 * 1024, ge=1024, le=16 * 1024 * 1024)
    head_time_limit: float = Field(default=10, gt=0, le=3600)
    body_time_limit: float = Field(default=30, gt=0, le=3600)
    idle_time_limit: float | None = Field(default=None, gt=0, le=3600)
    max_connections: int = Field(default=1000, ge=1, le=1_000_000)
    max_connections_by_address: int = Field(default=200, ge=1, le=1_000_000)
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_hosts)] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)] = ()
    rate_requests: int = Field(default=100, ge=0)
    rate_cost: int = Field(default=100_000, ge=0, le=2**31 - 1)
    rate_token_requests: int = Field(default=20, ge=0)
    rate_token_cost: int = Field(default=10_000, ge=0, le=2**31 - 1)
    rate_pdf_links: int = Field(default=60, ge=0)
    rate_failed_keys: int = Field(default=100, ge=0)
    rate_failed_sign_ins: int = Field(default=10, ge=0)
    rate_failed_passwords: int = Field(default=10, ge=0)
    session_time_limit: int = Field(default=12 * 3600, ge=60, le=30 * 86_400)
    session_idle_limit: int = Field(default=2 * 3600, ge=60, le=30 * 86_400)
    audit_days: int = Field(default=365, ge=1, le=36_500)
    redis_url: Annotated[SecretStr, AfterValidator(_redis_url)] | None = None
    workers: int = Field(default=1, ge=1, le=256)
    stop_time_limit: int = Field(default=10, ge=1, le=300)
    persisted_queries: bool = True
    persisted_queries_max_count: int = Field(default=1000, ge=1, le=1_000_000)
    persisted_queries_max_bytes: int = Field(default=4_000_000, ge=1, le=1_000_000_000)
    trusted_documents: Path | None = None
    trusted_documents_strict: bool = False
    plans: bool = True
    debug: bool = False
    metrics_token: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    otlp_endpoint: Annotated[str, AfterValidator(_base_url)] | None = Field(default=None, repr=False)

    @property
    def has_development_secret(self) -> bool:
        """Whether signatures could be forged by anybody who has read the source."""
        return DEVELOPMENT_SECRET in split_secrets(self.secret_key.get_secret_value())

    @property
    def host(self) -> str:
        """The name in the base URL, without its port."""
        return urlsplit(self.base_url).hostname or ""

    def with_hosts(self, names: tuple[str, ...]) -> Self:
        """These settings with `names` among the hosts at which requests are answered."""
        return self.model_copy(update={"allowed_hosts": (*self.allowed_hosts, *names)})

    def reached_at(self, url: str) -> Self:
        """These settings with `url` as the base URL, unless another was set."""
        return self if "base_url" in self.model_fields_set else self.model_copy(update={"base_url": url})


def read_settings(**overrides: Any) -> Settings:
    """The settings of the environment, `overrides` before it; raises InvalidSetting."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise InvalidSetting("; ".join(map(_describe, error.errors(include_input=False)))) from None


def pass_to_workers(settings: Settings) -> None:
    """Puts what the command line decided where worker processes will read it."""
    os.environ[f"{PREFIX}BASE_URL"] = settings.base_url
    os.environ[f"{PREFIX}ALLOWED_HOSTS"] = ",".join(settings.allowed_hosts)
    os.environ[f"{PREFIX}WORKERS"] = str(settings.workers)


def share_metrics(folder: Path) -> None:
    """Tells worker processes where prometheus_client keeps their measures: it asks when it is imported."""
    os.environ[METRICS_FOLDER] = str(folder)


def shared_metrics_folder() -> Path | None:
    """Where this process shares its measures with others, None when it is alone."""
    folder = os.environ.get(METRICS_FOLDER)
    return Path(folder) if folder else None


def _describe(problem: Any) -> str:
    name = PREFIX + "_".join(map(str, problem["loc"])).upper()
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}"
