"""`pdf`: an invoice's document as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import ProjectOption
from app.commands.work import run_on_database
from app.user_error import UserError

if TYPE_CHECKING:
    from models.database import Database
    from resolvers.invoices import IssuedInvoice


def pdf(
    invoice_id: Annotated[str, typer.Argument(metavar="INVOICE_ID", help="The invoice's id, such as in_….")],
    project: ProjectOption,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the PDF.")],
    live: Annotated[bool, typer.Option("--live/--test", help="From live data or from test data.")] = True,
) -> None:
    """Write the PDF of an issued invoice to a file, the same document that its link opens."""

    async def find(database: "Database") -> "IssuedInvoice | None":
        return await _find(database, project, invoice_id, live)

    issued = run_on_database(find)
    if issued is None:
        raise UserError(f"There is no issued invoice {invoice_id!r} in the project's {_mode(live)} data.")

    from pdf.compose import compose
    from pdf.render import render_invoice

    try:
        output.write_bytes(render_invoice(compose(issued)))
    except OSError as error:
        raise UserError(f"{output}: {error.strerror}") from error


async def _find(database: "Database", project: str, invoice_id: str, live: bool) -> "IssuedInvoice | None":
    from app.admin.projects import get_project
    from app.callers import open_context
    from app.settings import read_settings
    from models.viewer import Role, Viewer
    from resolvers.invoices import get_issued_invoice

    owner = await get_project(database, project)
    viewer = Viewer(owner.id, owner.name, live, Role.VIEWER, "Command line", "cli")
    return await get_issued_invoice(open_context(database, viewer, read_settings()), invoice_id)


def _mode(live: bool) -> str:
    return "live" if live else "test"
