"""`audit`: who read which customer."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.options import JsonOption, ProjectOption
from app.commands.work import run_on_database
from app.console import print_json, print_table

if TYPE_CHECKING:
    from models.access.customer_read import CustomerRead
    from models.billing.erasure import Erasure
    from storage.database import Database


def audit(
    project: ProjectOption,
    live: Annotated[bool, typer.Option("--live/--test", help="In live or in test data.")] = True,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Only entries about this customer.")] = None,
    operator: Annotated[str | None, typer.Option(metavar="EMAIL", help="Only entries of this operator.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many of the latest entries to print.", metavar="N")] = 100,
    as_json: JsonOption = False,
) -> None:
    """Print the access log: which operators read which customers, latest first; then who was erased, and by whom.

    It holds what signed-in operators read, through pages, GraphQL and files, for CALMONY_AUDIT_DAYS. What is read with
    an API key is not in it.
    """
    from app.admin.access_log import Asked, list_erasures, list_reads

    asked = Asked(live, customer, operator, most)

    async def work(database: "Database") -> "tuple[list[CustomerRead], list[Erasure]]":
        return await list_reads(database, project, asked), await list_erasures(database, project, asked)

    reads, erasures = run_on_database(work)
    described, erased = [_describe(read) for read in reads], [_describe_erasure(erasure) for erasure in erasures]
    if as_json:
        print_json({"reads": described, "erasures": erased})
        return
    shown = ("at", "customer", "operator", "way")
    print_table(("WHEN", "CUSTOMER", "OPERATOR", "WAY"), [[read[name] for name in shown] for read in described])
    if erased:
        typer.echo()
        shown = ("at", "customer", "by", "keptUntil")
        print_table(("ERASED", "CUSTOMER", "BY", "KEPT UNTIL"), [[each[name] for name in shown] for each in erased])


def _describe_erasure(erasure: "Erasure") -> dict[str, Any]:
    from models.values.instant import rfc3339

    return {
        "at": rfc3339(erasure.erased_at),
        "customer": erasure.customer_id,
        "by": erasure.actor,
        "byId": erasure.actor_id,
        "keptUntil": rfc3339(erasure.kept_until),
        "removed": erasure.removed,
        "emptied": erasure.emptied,
    }


def _describe(read: "CustomerRead") -> dict[str, Any]:
    from models.values.instant import rfc3339

    return {
        "at": rfc3339(read.created_at),
        "customer": read.customer_id,
        "operator": read.email,
        "operatorId": read.operator_id,
        "way": read.way.value.lower(),
    }
