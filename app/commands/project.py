"""`project …`: the sellers whose customers these are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, print_table
from app.commands.options import JsonOption
from app.user_error import UserError

if TYPE_CHECKING:
    from app.admin.project_details import ProjectDetails

commands = typer.Typer(no_args_is_help=True, help="Projects: the sellers that own customers, keys and invoices.")


@commands.command()
def create(
    name: Annotated[str, typer.Argument(help="The seller's name, as printed on invoices.")],
    as_json: JsonOption = False,
) -> None:
    """Create a project and print its ID."""
    from app.admin.projects import create_project
    from models.values.instant import system_clock

    project = run_on_database(lambda database: create_project(database, name, system_clock()))
    if as_json:
        print_json({"id": project.id, "name": project.name})
    else:
        typer.echo(project.id)


@commands.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """List all projects, oldest first."""
    from app.admin.projects import list_projects
    from models.values.instant import rfc3339

    projects = run_on_database(list_projects)
    if as_json:
        rows = [{"id": each.id, "name": each.name, "createdAt": rfc3339(each.created_at)} for each in projects]
        print_json({"projects": rows})
    else:
        cells = [(each.id, each.name, rfc3339(each.created_at)) for each in projects]
        print_table(("ID", "NAME", "CREATED"), cells)


@commands.command()
def update(
    project: Annotated[str, typer.Argument(metavar="P", help="The project's ID or name.")],
    source: Annotated[
        typer.FileText, typer.Option("--from", metavar="FILE.json", help="The details; - for standard input.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Change what is printed on a project's invoices, from a JSON file.

    The file holds one object with any of: name, address {line1, line2, city, state, postalCode, country},
    email, phone, taxId (any text), taxIds [{type, value}], paymentInstructions {accountHolder, iban, bic, terms,
    url}, logo (a data: URI of a PNG or JPEG), paper (A4 or LETTER), footer, locale and timeZone (an IANA name such
    as Europe/London; days on invoices are days there). What it leaves out stays as it is; null clears a value, except
    for name, paper and timeZone. An invoice keeps the details of its seller as they were when it was issued.

    An e-invoice needs the country of the address, and a tax number whose type is known: either a taxId that begins
    with that country, such as DE123456789, or taxIds with types as Stripe names them, such as eu_vat, gb_vat,
    au_abn, jp_trn or de_stn.
    """
    from app.admin.projects import update_project

    details = _read_details(source)
    changed = run_on_database(lambda database: update_project(database, project, details))
    if as_json:
        print_json({"id": changed.id, "name": changed.name})
    else:
        typer.echo(f"Updated {changed.id}.")


def _read_details(source: typer.FileText) -> "ProjectDetails":
    from pydantic import ValidationError

    from app.admin.project_details import ProjectDetails

    try:
        return ProjectDetails.model_validate_json(source.read())
    except UnicodeDecodeError:
        raise UserError("The file is not text in UTF-8.") from None
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        raise UserError("; ".join(map(_describe, problems))) from None


def _describe(problem: Mapping[str, Any]) -> str:
    place = ".".join(map(str, problem["loc"]))
    reason = str(problem["msg"]).removeprefix("Value error, ")
    return f"{place}: {reason}" if place else reason
