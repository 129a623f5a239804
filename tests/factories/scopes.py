"""What all builders share: the moment at which tests are, and whose a row is."""

from typing import Any

from models.values.instant import DAY, Instant, parse_rfc3339

NOW = parse_rfc3339("2026-11-22T12:00:00Z")


def later(days: int) -> Instant:
    return Instant(NOW + days * DAY)


def scope(row: Any) -> dict[str, Any]:
    return {"project_id": row.project_id, "live_mode": row.live_mode}
