"""What went wrong inside: logged with an id, and told to the caller by that id only."""

import secrets

import structlog

log = structlog.stdlib.get_logger(__name__)


def log_failure(error: BaseException) -> str:
    """Logs an error nobody expected with its traceback; the id that its answer carries."""
    error_id = f"err_{secrets.token_hex(8)}"
    log.error("internal error", error_id=error_id, error=type(error).__name__, exc_info=error)
    return error_id
