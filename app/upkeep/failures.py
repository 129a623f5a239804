"""What fails in upkeep: logged without what may be personal, and counted."""

import traceback
from collections.abc import Callable
from typing import Any

import structlog

log = structlog.stdlib.get_logger(__name__)


class Failures:
    """Logs and counts failures; `count` is called with the words of each."""

    def __init__(self, count: Callable[[str], None]) -> None:
        self._count = count

    def tell(self, failure: str, error: Exception, **whose: Any) -> None:
        """`failure` says what was not done; `whose` are ids. An error's message may hold any value: it is left out."""
        frames = traceback.extract_tb(error.__traceback__)
        at = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        log.warning(failure, error=type(error).__name__, at=at, **whose)
        self._count(failure)


# For commands and measurements, whose failures end them or are told otherwise.
UNCOUNTED = Failures(lambda _: None)
