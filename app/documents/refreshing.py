"""Looks for changed manifests while the service runs."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from app.documents.manifests import TrustedManifests
from app.logs.failures import log_failure

# A file that is replaced is known after one look, one that is deleted after two.
INTERVAL_SECONDS = 4.0

log = structlog.stdlib.get_logger(__name__)


async def refresh_regularly(manifests: TrustedManifests, observe: Callable[[str], None]) -> None:
    """Looks every INTERVAL_SECONDS, until cancelled. Calls `observe` for each file that was `read` or `refused`."""
    known: dict[Path, str] = {}
    while True:
        await asyncio.sleep(INTERVAL_SECONDS)
        try:
            known = await _refresh(manifests, known, observe)
        except Exception as error:
            log_failure(error)


async def _refresh(
    manifests: TrustedManifests, known: dict[Path, str], observe: Callable[[str], None]
) -> dict[Path, str]:
    read, faults = await manifests.refresh()
    for path in read:
        log.info("trusted documents read", manifest=str(path))
        observe("read")
    # A fault is logged once, not at every look.
    for path in [path for path in faults if known.get(path) != faults[path]]:
        log.error("manifest refused: its last documents stay trusted", manifest=str(path), reason=faults[path])
        observe("refused")
    return faults
