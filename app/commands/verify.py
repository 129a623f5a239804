"""`verify`: whether derived rows agree with what they are computed from."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json
from app.commands.options import AnyProjectOption, JsonOption

if TYPE_CHECKING:
    from app.admin.verification import FoundDifference
    from storage.database import Database


def verify(
    project: AnyProjectOption = None,
    sample: Annotated[
        int | None,
        typer.Option(
            min=1, help="Check only this many customers of each project and mode, chosen at random.", metavar="N"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Recalculate stored sums and counts and compare them: prints any differences, and exits with 1 if there are some.

    Everything is compared as of one moment, while the database stays in use. At most 100 differences are printed for
    each table, project and mode.
    """

    async def compare(database: "Database") -> "list[FoundDifference]":
        from app.admin.projects import get_project, list_projects
        from app.admin.verification import verify
        from models.values.instant import system_clock

        projects = await list_projects(database) if project is None else [await get_project(database, project)]
        return await verify(database, projects, system_clock(), sample)

    found = run_on_database(compare)
    if as_json:
        print_json({"differences": [_as_json(each) for each in found]})
    else:
        for each in found:
            typer.echo(_describe(each))
        if not found:
            typer.echo("Everything that is stored agrees with what it is calculated from.")
    if found:
        raise typer.Exit(1)


def _describe(found: "FoundDifference") -> str:
    table, customer_id, key, stored, computed = found.difference
    where = " ".join(filter(None, (table, found.project.id, _mode(found), customer_id, key)))
    return f"{where}: stored {stored or 'nothing'}, calculated {computed or 'nothing'}"


def _as_json(found: "FoundDifference") -> dict[str, str | None]:
    table, customer_id, key, stored, computed = found.difference
    place = {"project": found.project.id, "mode": _mode(found), "table": table, "customer": customer_id, "key": key}
    return place | {"kept": stored, "computed": computed}


def _mode(found: "FoundDifference") -> str:
    return "live" if found.live_mode else "test"
