"""The bounds of this installation's connections."""

import sys
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from app.serving.connections import Bounds
from app.settings import Settings

# The client must close idle connections first; otherwise it may send on one that we just closed. Clients keep them for
# a few seconds, proxies for longer (AWS's load balancers: 60).
IDLE_SECONDS = 30
IDLE_SECONDS_OF_PROXIES = 75
# What select() takes there.
_WINDOWS_DESCRIPTORS = 512


def bounds_of(settings: Settings) -> Bounds:
    """The bounds, as the settings and the process's limit of descriptors have them."""
    return Bounds(
        head_bytes=settings.max_head_bytes,
        head_seconds=settings.head_time_limit,
        body_seconds=settings.body_time_limit,
        idle_seconds=idle_seconds(settings),
        connections=min(settings.max_connections, _count_descriptors() // 2),
        connections_of_address=settings.max_connections_by_address,
        is_proxy=_proxies(settings),
    )


def idle_seconds(settings: Settings) -> float:
    """How long a connection is kept that sends no request."""
    return settings.idle_time_limit or (IDLE_SECONDS_OF_PROXIES if settings.trusted_proxies else IDLE_SECONDS)


def _count_descriptors() -> int:
    if sys.platform == "win32":
        return _WINDOWS_DESCRIPTORS
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**31 if soft == resource.RLIM_INFINITY else soft


def _proxies(settings: Settings) -> Callable[[str], bool]:
    networks = [ip_network(text) for text in settings.trusted_proxies]

    def is_proxy(host: str) -> bool:
        return bool(networks) and any(ip_address(host) in network for network in networks)

    return is_proxy
