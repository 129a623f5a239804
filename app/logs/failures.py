"""Internal errors: logged with an id, and the caller sees only that id."""

import secrets

import structlog

log = structlog.stdlib.get_logger(__name__)


def log_failure(error: BaseException) -> str:
    """Logs an unexpected error with its traceback and returns its id."""
    error_id = f"err_{secrets.token_hex(8)}"
    log.error("internal error", error_id=error_id, error=type(error).__name__, exc_info=error)
    return error_id
