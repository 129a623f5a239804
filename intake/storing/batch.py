"""One batch of records of a kind, stored in one transaction."""

from sqlalchemy import bindparam, case, update

from intake.record import Record
from intake.report import ImportReport
from intake.storing.changes import Changes, find_changes
from intake.storing.completion import COMPLETIONS
from intake.storing.kinds import TABLES, Kind
from intake.storing.references import Refusals, keep_connected
from intake.storing.sellers import keep_seller
from intake.storing.target import Target
from intake.storing.writes import delete_children, upsert
from models.tables import METADATA


async def store_batch(
    target: Target, kind: Kind, records: list[Record], refusals: Refusals, report: ImportReport
) -> None:
    """Writes what is new or changed, counts everything, and refuses what refers to nothing."""
    records = await keep_connected(target, kind.name, records, refusals, report)
    if kind.name in COMPLETIONS:
        records = await COMPLETIONS[kind.name](target, records, report)
    changes = await find_changes(target, kind, records, report)
    await upsert(target, kind.table, [record.row for record in changes.written], kind.kept)
    await _replace_children(target, kind, changes)
    await _touch(target, kind, changes.touched)
    if kind.name == "invoice":
        await keep_seller(target, changes.written)
    if kind.name == "product":
        await _rename_plans(target, changes.updated)


async def _replace_children(target: Target, kind: Kind, changes: Changes) -> None:
    for name, column in kind.children.items():
        table = METADATA.tables[name]
        if changes.updated:
            await delete_children(target, table, column, [record.id for record in changes.updated])
        rows = [child | {column: record.id} for record in changes.written for child in record.children[name]]
        await upsert(target, table, rows)


async def _touch(target: Target, kind: Kind, records: list[Record]) -> None:
    """An equal version of a newer event: from now on the events between are stale."""
    if records:
        table = kind.table
        statement = (
            update(table)
            .where(*(table.c[name] == value for name, value in target.scope.items()))
            .where(table.c.id == bindparam("of_id"))
            .values(source_at=bindparam("at"))
        )
        values = [{"of_id": record.id, "at": record.event_at} for record in records]
        await target.connection.execute(statement, values)


async def _rename_plans(target: Target, products: list[Record]) -> None:
    """The copies of a product's name; a plan that has it for its own name follows."""
    if products:
        plan = TABLES["price"]
        statement = (
            update(plan)
            .where(*(plan.c[name] == value for name, value in target.scope.items()))
            .where(plan.c.product_id == bindparam("of_id"))
            .values(
                name=case((plan.c.name == plan.c.product_name, bindparam("to")), else_=plan.c.name),
                product_name=bindparam("to"),
            )
        )
        values = [{"of_id": record.id, "to": record.row["name"]} for record in products]
        await target.connection.execute(statement, values)
