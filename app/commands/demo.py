"""`demo`: serves a demonstration with synthetic customers."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import database_of_settings
from app.commands.console import show_progress
from app.commands.options import PortOption, SeedOption

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from app.demo.credentials import DemoCredentials
    from app.settings import Settings

HOST = "127.0.0.1"
TO_TRY = (
    ("see why a charge failed, and what can be done", "/dashboard/customers?subscriptions=PAST_DUE"),
    ("cancel a subscription at the end of its period, and undo it", "/dashboard/customers?subscriptions=ACTIVE"),
)
PAGES = (("GraphiQL", "/graphiql"), ("GraphQL", "/graphql"), ("Dashboard", "/dashboard/customers"))


def demo(
    port: PortOption = 8000,
    customers: Annotated[
        int, typer.Option(min=1, help="How many live customers to create when the database is empty.")
    ] = 200,
    seed: SeedOption = 1,
) -> None:
    """Serve a demonstration on this machine, with synthetic customers and credentials of its own.

    Creates and migrates var/demo.db, or what CALMONY_DATABASE_URL names, and fills the project `demo` if it is
    empty. Each start revokes the demo's earlier keys and operator, prints new ones, and leaves them in
    var/demo.env for a shell to source.
    """
    from app.demo.demo_database import use_demo_database
    from app.demo.keys_file import write_keys
    from app.factory import create_app
    from app.logs.configuration import configure_logs
    from app.loopback import LOOPBACK_NAMES
    from app.serving.development import refuse_development_secret
    from app.serving.server import listen, serve_app, url_of
    from app.settings import read_settings

    settings = use_demo_database(read_settings())
    refuse_development_secret(settings, HOST)
    listener = listen(HOST, port)
    url = url_of(HOST, listener)
    settings = settings.reached_at(url).with_hosts(LOOPBACK_NAMES)
    credentials = asyncio.run(_prepare(settings, customers, seed))
    configure_logs(settings)
    app = create_app(settings, graphiql_key=credentials.viewer_key)
    keys = Path(settings.pdf_store).with_name("demo.env")
    write_keys(keys, url, credentials)
    _print_welcome(url, _list_pages(app), credentials, keys)
    serve_app(app, listener, settings)


async def _prepare(settings: "Settings", customers: int, seed: int) -> "DemoCredentials":
    from app.database.migrations import migrate
    from app.demo.credentials import renew_credentials
    from app.demo.data import ensure_customers
    from app.demo.demo_database import refuse_foreign_data
    from app.demo.seller import ensure_seller
    from models.values.instant import system_clock

    async with database_of_settings(settings) as database:
        await migrate(database)
        await refuse_foreign_data(database)
        await ensure_seller(database, system_clock())
        with show_progress() as on_progress:
            await ensure_customers(database, customers, seed, system_clock(), on_progress)
        return await renew_credentials(database, system_clock())


def _list_pages(app: "Starlette") -> list[tuple[str, str]]:
    """The pages to start from that the application has."""
    served = {getattr(route, "path", None) for route in app.routes}
    return [(name, path) for name, path in PAGES if path in served]


def _print_welcome(url: str, pages: list[tuple[str, str]], credentials: "DemoCredentials", keys: Path) -> None:
    lines = (
        "The customer view is starting:",
        "",
        *(f"{name:<20}{url}{path}" for name, path in pages),
        "",
        f"Viewer key          {credentials.viewer_key}",
        f"Operator key        {credentials.operator_key}",
        f"Admin key           {credentials.admin_key}",
        f"Operator e-mail     {credentials.email}",
        f"Operator password   {credentials.password}",
        "",
        f"They work until the next start, and {keys} has them for a shell. Press Ctrl-C to stop.",
        "",
        "Three things to try, once signed in:",
        *(f"- {what}: {url}{where}" for what, where in TO_TRY),
        f'- everything of three customers in one request: . {keys} && eval "$TRY"',
    )
    typer.echo("\n".join(lines))
