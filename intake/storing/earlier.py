"""What tax rates and tax numbers said before: invoices that were issued then still say so."""

from typing import Any

from intake.kinds import TABLES
from intake.record import Record
from intake.shapes.translated import Row
from intake.storing.target import Target
from models.billing.tax import NAMED


async def keep_earlier(name: str, target: Target, records: list[Record]) -> None:
    """Before rows of this table are written: they keep what the stored ones said until now, where that differs."""
    ids = {record.id for record in records}
    stored = await target.fetch_by_id(TABLES[name], ids, *NAMED[name], "earlier", "source_at")
    for record in records:
        row = stored.get(record.id)
        record.row["earlier"] = None if row is None else _list_earlier(row, record, NAMED[name])


def _list_earlier(row: Any, record: Record, named: tuple[str, ...]) -> list[Row] | None:
    said = {column: getattr(row, column) for column in named}
    is_said_again = all(record.row[column] == value for column, value in said.items())
    is_same_second = row.source_at == record.at
    new = [] if is_said_again or is_same_second else [said | {"until": record.at}]
    return [*(row.earlier or ()), *new] or None
