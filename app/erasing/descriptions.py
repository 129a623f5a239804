"""Describes an erasure on the command line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.user_error import UserError
from models.values.instant import Instant, rfc3339
from models.values.locales import parse_locale
from models.values.money import format_money
from pdf.store.keeping import PaperNotKept
from pdf.workers.errors import RenderFailed, RenderTimeout
from resolvers.erasure.consequence import Consequence
from resolvers.erasure.errors import CustomerNotFound, NotAllKept, StillSubscribed

_ENGLISH = parse_locale("en")


def describe_consequence(foreseen: Consequence, now: Instant) -> list[str]:
    """The consequences of an erasure, one a line."""
    lines = [f"Removed: {_counts(foreseen.removed)}."] if foreseen.removed else []
    lines.append(f"Left without personal data, with numbers, dates and amounts: {_counts(foreseen.emptied)}.")
    if foreseen.papers:
        to_render = f", {foreseen.to_render:,} of them rendered first" if foreseen.to_render else ""
        lines.append(f"PDFs kept: of {len(foreseen.papers):,} issued invoices and credit notes{to_render}.")
    if foreseen.kept_until is not None:
        lines.append(f"Kept until {_day(foreseen.kept_until)}." if foreseen.kept_until > now else "Kept no longer.")
    lines += [f"Still to be paid, and then by nobody known: {format_money(*owed, _ENGLISH)}." for owed in foreseen.owed]
    if foreseen.disputes:
        lines.append(f"Open disputes, which nobody can answer then: {foreseen.disputes:,}.")
    lines.append("The payment platform and backups keep what they have: erase it there too.")
    return lines


def describe_erasure(row: Mapping[str, Any], is_cleared: bool) -> dict[str, Any]:
    """An erasure as JSON."""
    return {
        "customer": row["customer_id"],
        "erasedAt": rfc3339(row["erased_at"]),
        "erasedBy": row["actor"],
        "keptUntil": rfc3339(row["kept_until"]) if row["kept_until"] > row["erased_at"] else None,
        "removed": row["removed"],
        "emptied": row["emptied"],
        "cleared": is_cleared,
    }


@contextmanager
def telling_refusals(customer_id: str) -> Iterator[None]:
    """What keeps a customer from being erased becomes a UserError."""
    try:
        yield
    except CustomerNotFound:
        raise UserError(f"There is no customer {customer_id!r} in this data of the project.") from None
    except StillSubscribed as refusal:
        raise UserError(
            f"{customer_id} has {refusal.count:,} subscriptions that have not ended: cancel them first. "
            "Nothing was erased."
        ) from None
    except NotAllKept:
        raise UserError("Invoices kept coming in while the customer was erased: run it again.") from None
    except PaperNotKept as refusal:
        raise UserError(f"The PDF of {refusal} can't be stored: nothing was erased.") from None
    except (RenderFailed, RenderTimeout) as error:
        raise UserError(f"A PDF can't be made: {error}. Nothing was erased.") from error


def _counts(by_table: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(by_table.items()))


def _day(at: Instant) -> str:
    return rfc3339(at).partition("T")[0]
