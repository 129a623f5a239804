"""Whether traces are wanted, and the tracer when they are."""

from typing import TYPE_CHECKING

from app.settings import Settings
from app.user_error import UserError

if TYPE_CHECKING:
    from app.tracing.traces import Traces

NOT_INSTALLED = (
    "CALMONY_OTLP_ENDPOINT is set, but traces need packages that are not installed: install the extra 'tracing'."
)


def open_traces(settings: Settings) -> "Traces | None":
    """Traces to the endpoint of the settings, None without one.

    Imports OpenTelemetry only then; raises UserError where it is not installed.
    """
    if settings.otlp_endpoint is None:
        return None
    try:
        from app.tracing.traces import Traces, exporter_to
    except ModuleNotFoundError as error:
        raise UserError(NOT_INSTALLED) from error
    return Traces(exporter_to(settings.otlp_endpoint))
