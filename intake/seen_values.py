"""The values that versions of an object had in some columns, and when: merged in whatever order they come."""

from typing import Any

from intake.shapes.translated import Row
from models.billing.tax import TIMES

SEEN = "seen"

Seen = list[dict[str, Any]]


def see(row: Row, named: tuple[str, ...], at: int) -> Seen:
    """The values of one version in these columns, at its moment."""
    return [{name: row[name] for name in named} | dict.fromkeys(TIMES, at)]


def merge_seen(one: Seen | None, other: Seen | None) -> Seen | None:
    """Both together: each set of values once, with its first and last moment."""
    if not one or not other:
        return one or other
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in (*one, *other):
        said = tuple(sorted((name, value) for name, value in each.items() if name not in TIMES))
        known = merged.setdefault(said, dict(each))
        known["first"], known["last"] = min(known["first"], each["first"]), max(known["last"], each["last"])
    return [merged[said] for said in sorted(merged, key=lambda said: (*_times(merged[said]), str(said)))]


def _times(each: dict[str, Any]) -> tuple[int, ...]:
    return tuple(each[name] for name in TIMES)
