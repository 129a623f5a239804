"""Addresses to listen on and to be reached at."""

import socket
from contextlib import suppress
from ipaddress import ip_address

# What a browser on this machine calls it.
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine reaches the listener."""
    with suppress(ValueError):
        address = ip_address(host)
        host = "127.0.0.1" if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    return f"http://{host}:{listener.getsockname()[1]}"
