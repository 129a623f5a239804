"""The Python packages of `requirements.lock`, with the licences that their own metadata tell."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from packaging.markers import Marker

from supply_chain.component import ROOT, Component

_PINNED = re.compile(r"^([a-z0-9][\w.-]*)==([^ ;\\]+)(?: ; ([^\\\n]+))?(.*\n(?:    --hash=.*\n)*)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# What is a licence's name in metadata, rather than its text.
_LONGEST_NAME = 40
# Other names that mean the same. "BSD License" stays: it may be one of several.
_SPDX = {
    "MIT License": "MIT",
    "Apache License 2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "SIL OFL 1.1": "OFL-1.1",
}


class UnknownLicence(Exception):
    """A package tells no licence, or is not installed."""


def list_python_packages() -> list[Component]:
    """Those that the service needs on Linux, in the lock's order, which is alphabetical; raises UnknownLicence."""
    locked = _PINNED.findall((ROOT / "requirements.lock").read_text())
    return [
        Component(name, version, _find_licence(name), f"pkg:pypi/{name}@{version}", tuple(_HASH.findall(rest)))
        for name, version, marker, rest in locked
        if not marker or _is_needed(Marker(marker))
    ]


def _is_needed(marker: Marker) -> bool:
    return any(
        marker.evaluate({"sys_platform": "linux", "python_version": each, "python_full_version": f"{each}.0"})
        for each in _PYTHONS
    )


def _find_licence(name: str) -> str:
    try:
        told = metadata(name).json
    except PackageNotFoundError as error:
        raise UnknownLicence(f"{name} is not installed") from error
    if expression := told.get("license_expression"):
        return str(expression)
    named = str(told.get("license") or "").strip()
    if 0 < len(named) <= _LONGEST_NAME:
        return _SPDX.get(named, named)
    classified = [each.rpartition(" :: ")[2] for each in told.get("classifier") or () if "License ::" in each]
    if not classified:
        raise UnknownLicence(f"{name} tells no licence: look it up, and name it here")
    return " or ".join(_SPDX.get(each, each) for each in classified)
