"""Settings: names, proxies and other origins."""

from typing import Annotated

from pydantic import AfterValidator

from app.setting_groups.checks import (
    check_base_url,
    check_header_names,
    check_hosts,
    check_networks,
    check_origins,
)
from app.setting_groups.group import Group, Texts

DEFAULT_BASE_URL = "http://127.0.0.1:8000"


class Reach(Group):
    """Where the service is reached."""

    base_url: Annotated[str, AfterValidator(check_base_url)] = DEFAULT_BASE_URL
    """The start of all links: where clients reach the service, `https://` behind a proxy that ends TLS.

    A path in it is for links alone: pages and GraphiQL need a host of their own.
    """
    allowed_hosts: Annotated[Texts, AfterValidator(check_hosts)] = ()
    """Names, besides the base URL's, at which requests are answered, separated by commas."""
    trusted_proxies: Annotated[Texts, AfterValidator(check_networks)] = ()
    """Addresses and networks of proxies whose `X-Forwarded-For` is believed, separated by commas."""
    cors_origins: Annotated[Texts, AfterValidator(check_origins)] = ()
    """Origins whose pages may read answers, separated by commas."""
    cors_headers: Annotated[Texts, AfterValidator(check_header_names)] = ()
    """Headers that they may send besides those that GraphQL clients, Sentry and tracing send."""
    compression: bool = True
    """Whether answers, CSV files and scripts are compressed; false where a proxy does it."""
