"""Settings: processes, logs and metrics."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from app.setting_groups.checks import check_base_url, check_length
from app.setting_groups.group import Group


class Running(Group):
    """Processes, logs and metrics."""

    workers: int = Field(default=1, ge=1, le=256)
    """Processes that share the port: `serve --workers` sets it, so that each of them knows."""
    stop_time_limit: int = Field(default=10, ge=1, le=300)
    """Seconds that requests in flight get when the service is stopped."""
    key_usage_interval: float = Field(default=5, gt=0, le=3600)
    """Seconds between two updates of when keys were last used."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is logged."""
    log_format: Literal["auto", "json", "console"] = "auto"
    """`json`, or `console`: readable lines; `auto` is readable on a terminal alone."""
    metrics_token: Annotated[SecretStr, AfterValidator(check_length)] | None = None
    """At least 16 characters; with it `/metrics` needs `Authorization: Bearer <token>`."""
    otlp_endpoint: Annotated[str, AfterValidator(check_base_url)] | None = Field(default=None, repr=False)
    """A collector's base URL for traces; needs the extra `tracing`."""
    debug: bool = False
    """Adds the header `X-Calmony-Execution`: `plan` or `resolvers`."""
