"""The npm packages whose code is in the bundle of GraphiQL, by its lock file."""

import json
from urllib.parse import quote

from supply_chain.component import ROOT, Component

_FOLDER = "node_modules/"
# It makes the bundle, and is not in it.
_BUNDLER = "esbuild"


def list_npm_packages() -> list[Component]:
    """By name and version, each once; a package without a licence raises KeyError."""
    lock = json.loads((ROOT / "graphiql/package-lock.json").read_text())
    found = {
        _read(path.rpartition(_FOLDER)[2], package)
        for path, package in lock["packages"].items()
        if path and not package.get("dev") and not package.get("optional") and _BUNDLER not in path
    }
    return sorted(found)


def _read(name: str, package: dict[str, str]) -> Component:
    version = package["version"]
    return Component(name, version, package["license"], f"pkg:npm/{quote(name, safe='/')}@{version}")
