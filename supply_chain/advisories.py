"""Known vulnerabilities of what is locked, where a database of advisories can be had."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from supply_chain.component import ROOT

NONE_KNOWN, FOUND, UNKNOWN = 0, 1, 2
_PYTHON = ("-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes", "--disable-pip")
_NPM = ("npm", "--prefix", "graphiql", "audit", "--omit", "dev", "--json")


class Known(NamedTuple):
    """What a database said: advisories, and the packages that it could not be asked about."""

    advisories: list[str]
    unasked: list[str]


def check_advisories() -> Iterator[tuple[int, str]]:
    """For each lock a code, and what to print: NONE_KNOWN, FOUND, or UNKNOWN where no database could be asked."""
    python = read_pip_audit(_ask(sys.executable, *_PYTHON, "--format", "json", "--progress-spinner", "off"))
    yield judge("requirements.lock", python)
    yield judge("graphiql/package-lock.json", read_npm_audit(_ask(*_NPM)))


def judge(lock: str, known: Known | None) -> tuple[int, str]:
    """The code and the words for what is known of a lock; None is nothing at all."""
    if known is not None and known.advisories:
        return FOUND, "\n".join((f"{lock}: {len(known.advisories)} advisories", *known.advisories))
    if known is None:
        return UNKNOWN, f"{lock}: NOT CHECKED: no database of advisories can be reached from here."
    if known.unasked:
        return UNKNOWN, f"{lock}: NOT CHECKED: the database says nothing of {len(known.unasked)} packages."
    return NONE_KNOWN, f"{lock}: no advisory is known."


def read_pip_audit(told: str) -> Known | None:
    """What pip-audit says. It calls a package that its database does not have fine, which it may not be."""
    report = _parse(told)
    if "dependencies" not in report:
        return None
    advisories = [
        f"{each['name']} {each['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for each in report["dependencies"]
        for found in each.get("vulns", ())
    ]
    return Known(advisories, [each["name"] for each in report["dependencies"] if "skip_reason" in each])


def read_npm_audit(told: str) -> Known | None:
    """What npm says."""
    report = _parse(told)
    if "vulnerabilities" not in report:
        return None
    return Known([f"{name}: {found['severity']}" for name, found in report["vulnerabilities"].items()], [])


def _ask(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _parse(told: str) -> dict[str, Any]:
    try:
        report = json.loads(told)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}
