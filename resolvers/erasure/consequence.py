"""What erasing a customer leads to, before it happens."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, literal, null, or_, select, union_all

from models.access.permissions import Permission
from models.billing.dispute import NEEDS_RESPONSE, OPEN, Dispute
from models.billing.erasure import end_of_term
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import Subscription, is_running
from models.ownership import table_of
from models.summaries.invoice_summary import InvoiceSummary
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.context import RequestContext
from resolvers.erasure.customer_rows import AS_PARAMETERS, emptied_tables, mention_of, removed_tables
from resolvers.erasure.errors import CustomerNotFound
from resolvers.erasure.papers import Paper, list_papers
from resolvers.permissions import needs
from resolvers.relations import CUSTOMER
from resolvers.scopes import Scope, number_parameter

_SUBSCRIPTION, _DISPUTE, _OPEN = (table_of(model) for model in (Subscription, Dispute, InvoiceSummary))


@dataclass(frozen=True)
class Consequence:
    """`removed` and `emptied` say how many rows, by table; `running` how many subscriptions have not ended.

    What is left is kept until `kept_until`: None where nothing is. `owed` is what open invoices remain to be paid, by
    currency, and `disputes` how many are not closed.
    """

    removed: dict[str, int]
    emptied: dict[str, int]
    papers: list[Paper]
    kept_until: Instant | None
    running: int
    owed: list[Amount]
    disputes: int

    @cached_property
    def to_render(self) -> int:
        """How many papers have no PDF yet."""
        return sum(not paper.has_pdf for paper in self.papers)


@needs(Permission.ERASE_CUSTOMER)
async def foresee_erasure(context: RequestContext, customer_id: str, years: int) -> Consequence:
    """What `erase_customer` would do now; raises Forbidden and CustomerNotFound."""
    if await context.loaders.load(CUSTOMER, customer_id) is None:
        raise CustomerNotFound
    fetch, values = context.reads.fetch, {"customer_id": customer_id, "mention": mention_of(f'"{customer_id}"')}
    counted = {name: (count, newest) for name, count, newest in await fetch(_count_rows, **values)}
    papers = await list_papers(context, customer_id)
    moments = [paper.issued_at for paper in papers] + [newest for _, newest in counted.values() if newest is not None]
    [[running]] = await fetch(_count_running, **values)
    [[disputes]] = await fetch(_count_disputes, **values)
    return Consequence(
        removed={str(table.name): counted[table.name][0] for table in removed_tables() if counted[table.name][0]},
        emptied={str(table.name): counted[table.name][0] for table, _ in emptied_tables() if counted[table.name][0]},
        papers=papers,
        kept_until=max((end_of_term(Instant(at), years) for at in moments), default=None),
        running=running,
        owed=[Amount(amount, currency) for currency, amount in await fetch(_sum_owed, **values)],
        disputes=disputes,
    )


def _count_rows(_: Scope) -> Select[Any]:
    """Each table, how many rows of the customer it has, and of those that stay the newest."""
    removed = (
        select(literal(str(table.name)).label("name"), func.count().label("rows"), null().label("newest"))
        .select_from(table)
        .where(AS_PARAMETERS.rows_of(table))
        for table in removed_tables()
    )
    emptied = (
        select(literal(str(table.name)), func.count(), func.max(table.c.created_at))
        .select_from(table)
        .where(AS_PARAMETERS.rows_of(table))
        for table, _ in emptied_tables()
    )
    return select(union_all(*emptied, *removed).subquery("counted"))


def _count_running(_: Scope) -> Select[Any]:
    are_running = (AS_PARAMETERS.rows_of(_SUBSCRIPTION), is_running(_SUBSCRIPTION.c, number_parameter("now")))
    return select(func.count()).select_from(_SUBSCRIPTION).where(*are_running)


def _count_disputes(_: Scope) -> Select[Any]:
    is_open = or_(*(_DISPUTE.c.status == status for status in sorted(OPEN | NEEDS_RESPONSE)))
    return select(func.count()).select_from(_DISPUTE).where(AS_PARAMETERS.rows_of(_DISPUTE), is_open)


def _sum_owed(_: Scope) -> Select[Any]:
    are_open = (AS_PARAMETERS.rows_of(_OPEN), _OPEN.c.status == InvoiceStatus.OPEN)
    return select(_OPEN.c.currency, func.sum(_OPEN.c.remaining)).where(*are_open).group_by(_OPEN.c.currency)
