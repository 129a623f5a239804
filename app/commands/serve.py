"""`serve`: runs the service."""

from typing import Annotated

import typer

from app.commands.command_database import check_database
from app.commands.options import HostOption, PortOption


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="How many processes share the port.")] = 1,
) -> None:
    """Serve GraphQL, GraphiQL and invoices until stopped.

    Needs a migrated database. To listen on anything but this machine's own address, set
    CALMONY_SECRET_KEY, and CALMONY_BASE_URL to where users reach the service. SIGTERM ends it gracefully.
    """
    import structlog

    from app.documents.persisted_documents import check_trusted_documents
    from app.factory import create_app
    from app.logs.configuration import configure_logs
    from app.loopback import LOOPBACK_NAMES, is_loopback
    from app.serving.development import refuse_development_secret
    from app.serving.server import listen, serve_app, serve_from_environment, url_of
    from app.settings import pass_to_workers, read_settings
    from app.tracing.opening import open_traces

    settings = read_settings()
    refuse_development_secret(settings, host)
    check_database()
    # Each worker opens its own; that it can't should be said once, and here.
    open_traces(settings)
    check_trusted_documents(settings)
    listener = listen(host, port)
    url = url_of(host, listener)
    settings = settings.reached_at(url).model_copy(update={"workers": workers})
    if is_loopback(host):
        settings = settings.with_hosts(LOOPBACK_NAMES)
    configure_logs(settings)
    structlog.stdlib.get_logger(__name__).info("serving", url=url, workers=workers)
    if workers > 1:
        pass_to_workers(settings)
        serve_from_environment(listener, settings, workers)
    else:
        serve_app(create_app(settings), listener, settings)
