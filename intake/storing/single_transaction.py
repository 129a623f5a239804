"""Objects of all kinds, stored in one transaction."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from intake.gathering.collector import Refusals
from intake.kinds import Kind
from intake.record import Arrived
from intake.report import ImportReport
from intake.storing.batch import store_batch
from intake.storing.payment_stubs import write_payment_stubs
from intake.storing.target import Target
from storage.dialects import dialect_of

_PAYMENT_NOT_KNOWN = "names a payment that is not known: what the charge tells stands for it"


class Batch(NamedTuple):
    """Objects of one kind and mode."""

    kind: Kind
    live_mode: bool
    arrived: list[Arrived]


async def store_in_one_transaction(
    connection: AsyncConnection, project_id: str, batches: Iterable[Batch], refusals: Refusals, report: ImportReport
) -> None:
    """Stores the batches, which come in the order of their kinds; their records are changed by it."""
    await dialect_of(connection).begin_bulk_load(connection)
    targets = {live_mode: Target(connection, project_id, live_mode) for live_mode in (False, True)}
    for kind, live_mode, arrived in batches:
        await store_batch(targets[live_mode], kind, arrived, refusals, report)
    for kind, live_mode, arrived in batches:
        if kind.name == "charge":
            await add_payment_stubs(targets[live_mode], arrived, report)
    for target in targets.values():
        await target.touched.update_derived()


async def add_payment_stubs(target: Target, charges: list[Arrived], report: ImportReport) -> None:
    """After charges: stubs for the payments that are not known, with a note."""
    alone = set(await write_payment_stubs(target, [charge.id for charge in charges]))
    for charge in charges:
        if charge.id in alone:
            report.note(charge.place, _PAYMENT_NOT_KNOWN)
