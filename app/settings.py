"""Settings: read once from the environment, checked, and carried from there."""

import os
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.user_error import UserError

PREFIX = "CALMONY_"
DEFAULT_DATABASE = "sqlite+aiosqlite:///var/calmony.db"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
# Known to everybody: good on one's own machine, refused by `serve` off loopback.
DEVELOPMENT_SECRET = "only-for-development-set-CALMONY_SECRET_KEY"  # noqa: S105

MINIMUM_SECRET_LENGTH = 16


class InvalidSetting(UserError):
    """A variable of the environment holds what its setting can't be; says which and why on one line."""


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it should look like https://pay.example.com")
    return text.rstrip("/")


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"it needs at least {MINIMUM_SECRET_LENGTH} characters")
    return secret


class Settings(BaseSettings):
    """Each field is the variable `CALMONY_<FIELD>`; durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    database_url: str = Field(default=DEFAULT_DATABASE, repr=False)
    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] = SecretStr(DEVELOPMENT_SECRET)
    base_url: Annotated[str, AfterValidator(_base_url)] = DEFAULT_BASE_URL
    introspection: bool = True
    pdf_link_days: int = Field(default=30, ge=1, le=3650)
    pdf_workers: int = Field(default=2, ge=1, le=64)
    pdf_time_limit: float = Field(default=15, gt=0, le=300)
    pdf_max_waiting: int = Field(default=100, ge=0, le=10_000)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"
    key_usage_interval: float = Field(default=5, gt=0, le=3600)
    stop_time_limit: int = Field(default=10, ge=1, le=300)

    @property
    def has_development_secret(self) -> bool:
        """Whether signatures could be forged by anybody who has read the source."""
        return self.secret_key.get_secret_value() == DEVELOPMENT_SECRET

    def reached_at(self, url: str) -> Self:
        """These settings with `url` as the base URL, where nobody said another."""
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


def _describe(problem: Any) -> str:
    name = PREFIX + "_".join(map(str, problem["loc"])).upper()
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}"
