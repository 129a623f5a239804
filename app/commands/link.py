"""`link …`: the signed links to invoices and credit notes."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json
from app.commands.options import JsonOption
from app.user_error import UserError

if TYPE_CHECKING:
    from storage.database import Database

commands = typer.Typer(no_args_is_help=True, help="Links: the signed URLs that open invoices and credit notes.")


@commands.callback()
def link() -> None:
    """A group of its own, though it has one command."""


TokenArgument = Annotated[str | None, typer.Argument(metavar="TOKEN", help="One link: its token, or the whole URL.")]
InvoiceOption = Annotated[str | None, typer.Option(metavar="ID", help="All links to this invoice or credit note.")]
CustomerOption = Annotated[
    str | None, typer.Option(metavar="ID", help="All links to invoices and credit notes of this customer.")
]
PlaceOption = Annotated[str | None, typer.Option(metavar="P", help="The project's id or name, unless TOKEN is given.")]


@commands.command()
def revoke(
    token: TokenArgument = None,
    invoice: InvoiceOption = None,
    customer: CustomerOption = None,
    project: PlaceOption = None,
    live: Annotated[bool, typer.Option("--live/--test", help="Of live data or of test data.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Revoke links that were made so far: from now on they open nothing. New ones can be made.

    Revoked are links that expire within CALMONY_PDF_LINK_DAYS from now. Where older links live longer, because the
    setting was larger, give the command that setting. `audit` lists what was revoked.
    """
    from app.admin.links import Place, revoke_links_of_customer, revoke_links_of_invoice, revoke_token
    from app.contexts import invoice_links
    from app.settings import read_settings
    from models.values.instant import DAY, Instant, rfc3339, system_clock

    if sum(given is not None for given in (token, invoice, customer)) != 1:
        raise UserError("Say what to revoke: TOKEN, --invoice ID or --customer ID.")
    if token is None and project is None:
        raise UserError("Say whose it is: --project P.")
    now, settings = system_clock(), read_settings()
    until = Instant(now + settings.pdf_link_days * DAY)

    async def work(database: "Database") -> bool:
        place = Place(project or "", live)
        if token is not None:
            return await revoke_token(database, token, invoice_links(settings), now)
        if invoice is not None:
            await revoke_links_of_invoice(database, place, invoice, until, now)
        elif customer is not None:
            await revoke_links_of_customer(database, place, customer, until, now)
        return True

    is_known = run_on_database(work)
    if as_json:
        print_json({"revokedAt": rfc3339(now)})
    else:
        typer.echo("Revoked." if is_known else "Revoked, but not in the log of `audit`: it opens nothing that is here.")
