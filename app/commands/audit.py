"""`audit`: who read which customer, who was erased, and whose links were revoked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, print_table
from app.commands.options import JsonOption, ProjectOption

if TYPE_CHECKING:
    from models.access.customer_read import CustomerRead
    from models.billing.erasure import Erasure
    from models.billing.link_revocation import LinkRevocation
    from storage.database import Database

# By kind of entry, the columns of its table and their heads.
_SHOWN = {
    "reads": {"at": "WHEN", "customer": "CUSTOMER", "operator": "OPERATOR", "way": "WAY"},
    "erasures": {"at": "ERASED", "customer": "CUSTOMER", "by": "BY", "keptUntil": "KEPT UNTIL"},
    "revocations": {"at": "REVOKED", "links": "LINKS", "customer": "CUSTOMER", "paper": "PAPER", "by": "BY"},
}
_Entries = dict[str, list[dict[str, Any]]]


def audit(
    project: ProjectOption,
    live: Annotated[bool, typer.Option("--live/--test", help="In live or in test data.")] = True,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Only entries about this customer.")] = None,
    operator: Annotated[str | None, typer.Option(metavar="EMAIL", help="Only entries of this operator.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many of the latest entries to print.", metavar="N")] = 100,
    as_json: JsonOption = False,
) -> None:
    """Print the access log: which operators read which customers, latest first; then who was erased, and by whom; then
    whose links were revoked, and by whom.

    It holds what signed-in operators read, through pages, GraphQL and files, and what was revoked, for
    CALMONY_AUDIT_DAYS. What is read with an API key is not in it.
    """
    from app.admin.access_log import Asked, list_erasures, list_reads, list_revocations

    asked = Asked(live, customer, operator, most)

    async def work(database: "Database") -> _Entries:
        return {
            "reads": [_describe(read) for read in await list_reads(database, project, asked)],
            "erasures": [_describe_erasure(each) for each in await list_erasures(database, project, asked)],
            "revocations": [_describe_revocation(each) for each in await list_revocations(database, project, asked)],
        }

    entries = run_on_database(work)
    if as_json:
        print_json(entries)
    else:
        _print(entries)


def _print(entries: _Entries) -> None:
    for kind, shown in _SHOWN.items():
        if kind == "reads" or entries[kind]:
            if kind != "reads":
                typer.echo()
            print_table(tuple(shown.values()), [_cells(entry, tuple(shown)) for entry in entries[kind]])


def _cells(entry: dict[str, Any], names: Sequence[str]) -> list[Any]:
    return [entry[name] for name in names]


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


def _describe_revocation(revocation: "LinkRevocation") -> dict[str, Any]:
    from models.values.instant import rfc3339

    return {
        "at": rfc3339(revocation.created_at),
        "links": revocation.links.value.lower(),
        "customer": revocation.customer_id,
        "paper": revocation.paper_id,
        "by": revocation.actor,
        "byId": revocation.actor_id,
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
