"""Structured logs on standard error: JSON lines, or a form for the eye on a terminal."""

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from app.logs.redaction import redact_line
from app.settings import Settings
from storage.request_notes import noted


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Sets up structlog for this process, and sends through it what libraries log in the standard way."""
    stream = stream or sys.stderr
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not stream.isatty())
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer = _render_json if as_json else _console_renderer(stream)
    structlog.configure(
        processors=[*_processors(), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    _configure_standard_logging(renderer, level, stream)


def keep_loggers() -> None:
    """From now on each logger is put together once and not for each line; nothing may be configured after that."""
    structlog.configure(cache_logger_on_first_use=True)


def _processors() -> list[Processor]:
    return [_complete, _show_error, redact_line]


# Every request writes a line: one step in place of three of structlog's processors.
def _complete(_logger: object, method: str, line: EventDict) -> EventDict:
    time = f"{datetime.now(UTC).isoformat(timespec='microseconds').removesuffix('+00:00')}Z"
    return {**noted(), **line, "level": method, "time": time}


def _show_error(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    return structlog.processors.format_exc_info(logger, method, line) if "exc_info" in line else line


def _render_json(_logger: object, _method: str, line: EventDict) -> str:
    return orjson.dumps(line, default=repr).decode()


def _console_renderer(stream: TextIO) -> Processor:
    # Tracebacks without the values of variables: those may be secret.
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
    )


def _configure_standard_logging(renderer: Processor, level: int, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_processors(),
            processors=[ProcessorFormatter.remove_processors_meta, _drop_colours, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    # A library's warning is a line like any other.
    logging.captureWarnings(capture=True)
    # Statements with their values must not be logged at any level.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    # What is asked of a sign-in provider is told by its outcome.
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def _drop_colours(_logger: object, _method: str, line: EventDict) -> EventDict:
    # uvicorn sends every message a second time, coloured.
    line.pop("color_message", None)
    return line
