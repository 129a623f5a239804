"""`generate`: makes synthetic customers."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import show_progress
from app.commands.options import JsonOption, LiveOption, ProjectOption, SeedOption
from app.commands.report import run_import

if TYPE_CHECKING:
    from intake.report import ImportReport
    from storage.database import Database

_MANY = 1_000


def generate(
    customers: Annotated[int, typer.Option(min=1, metavar="N", help="How many customers to create.")],
    project: ProjectOption,
    seed: SeedOption = 1,
    live: LiveOption = True,
    as_json: JsonOption = False,
) -> None:
    """Fill a project with synthetic customers, payments, subscriptions and invoices.

    The same number and seed always create the same people; their histories end when the command is run.
    """

    async def load(database: "Database") -> "ImportReport":
        from app.admin.projects import get_project
        from intake.synthetic.loading import load_synthetic
        from models.values.instant import system_clock

        project_id = (await get_project(database, project)).id
        with show_progress() as on_progress:
            return await load_synthetic(
                database,
                project_id,
                live_mode=live,
                customers=customers,
                seed=seed,
                now=system_clock(),
                on_progress=on_progress,
            )

    run_import(load, as_json, is_large=customers >= _MANY)
