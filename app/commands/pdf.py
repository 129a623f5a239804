"""`pdf`: writes an invoice's PDF to a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json
from app.commands.options import JsonOption, ProjectOption
from app.user_error import UserError

if TYPE_CHECKING:
    from models.access.viewer import Viewer
    from pdf.content.invoice_content import InvoiceContent
    from pdf.einvoice.gap import Gap
    from pdf.workers.pool import RenderPool
    from pdf.workers.rendered_pdf import RenderedPdf
    from resolvers.invoices.issued_invoices import IssuedInvoice
    from storage.database import Database


class Printed(NamedTuple):
    """The PDF, why it contains no e-invoice, None if it does; and the characters that no font has."""

    content: bytes
    gap: "Gap | None"
    undrawn: list[str]


def pdf(
    invoice_id: Annotated[
        str, typer.Argument(metavar="INVOICE_ID", help="The ID of an invoice or a credit note: in_… or cn_….")
    ],
    project: ProjectOption,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the PDF.")],
    live: Annotated[bool, typer.Option("--live/--test", help="From live or from test data.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Write the PDF of an issued invoice or credit note to a file: exactly the bytes that its link opens.

    It also contains the invoice as data, a Factur-X e-invoice, if everything that needs is known; if not, the
    command says why.
    """

    async def print_invoice(database: "Database") -> Printed | None:
        return await _print(database, await _viewer(database, project, live), invoice_id)

    printed = run_on_database(print_invoice)
    if printed is None:
        raise UserError(f"The project has no issued invoice {invoice_id!r} in its {_mode(live)} data.")
    try:
        output.write_bytes(printed.content)
    except OSError as error:
        raise UserError(f"{output}: {error.strerror}") from error
    _report(output, printed, as_json)


def _report(output: Path, printed: Printed, as_json: bool) -> None:
    gap, undrawn = printed.gap, printed.undrawn
    if as_json:
        reason = None if gap is None else {"code": gap.value, "reason": gap.reason}
        told = {"file": str(output), "eInvoice": gap is None, "eInvoiceGap": reason}
        print_json(told | ({"undrawn": undrawn} if undrawn else {}))
        return
    if gap is not None:
        typer.echo(f"{output} has no e-invoice. {gap.reason}", err=True)
    if undrawn:
        typer.echo(f"{output} has characters that no font has, printed as \ufffd: {', '.join(undrawn)}.", err=True)


async def _viewer(database: "Database", project: str, live: bool) -> "Viewer":
    from app.admin.projects import get_project
    from app.admin.system import system_viewer

    return system_viewer(await get_project(database, project), live_mode=live, command="pdf")


class Renders:
    """The renders of this command: it remembers what is told of a PDF that was made, None where it was stored."""

    def __init__(self, pool: "RenderPool") -> None:
        self._pool = pool
        self.told: tuple[Gap | None, list[str]] | None = None

    async def render(self, content: "InvoiceContent") -> "RenderedPdf":
        """The PDF; raises what the pool raises."""
        rendered = await self._pool.render(content)
        self.told = content.gap, list(rendered.undrawn)
        return rendered


async def _print(database: "Database", viewer: "Viewer", invoice_id: str) -> Printed | None:
    from app.contexts import open_context
    from app.lifespan import open_invoice_pdfs
    from app.settings import read_settings
    from pdf.store.invoice_pdfs import InvoicePdfNotFound
    from pdf.store.pdf_kinds import CREDIT_NOTES, INVOICES
    from pdf.workers.errors import RenderFailed, RenderTimeout
    from pdf.workers.pool import RenderPool

    settings = read_settings()
    context = open_context(database, viewer, settings)
    kind = CREDIT_NOTES if invoice_id.startswith("cn_") else INVOICES
    versions = await kind.find(context, invoice_id)
    if versions is None:
        return None
    # Its process starts only for a PDF that is not stored yet.
    pool = RenderPool(workers=1, time_limit=settings.pdf_time_limit)
    renders = Renders(pool)
    try:
        async with open_invoice_pdfs(settings, renders, lambda _: None) as pdfs:
            file = await pdfs.get(context, versions, kind)
    except InvoicePdfNotFound:
        return None
    except RenderTimeout as error:
        raise UserError(f"Generating the PDF takes longer than {settings.pdf_time_limit:g} s.") from error
    except RenderFailed as error:
        raise UserError(f"The PDF can't be generated: {error}.") from error
    finally:
        await pool.close()
    told = renders.told or _tell(await kind.read(context, invoice_id))
    return told and Printed(file.content, *told)


def _tell(issued: "IssuedInvoice | None") -> "tuple[Gap | None, list[str]] | None":
    """The gap and the characters of a PDF that was stored before; None if its invoice has disappeared meanwhile."""
    from pdf.content.compose import compose
    from pdf.text.undrawn import find_undrawn

    if issued is None:
        return None
    content = compose(issued)
    return content.gap, find_undrawn(content)


def _mode(live: bool) -> str:
    return "live" if live else "test"
