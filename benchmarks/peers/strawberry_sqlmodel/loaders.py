"""The dataloaders of one request."""

from collections import defaultdict
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from strawberry.dataloader import DataLoader

from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from models.billing.plan import Plan
from models.billing.subscription import Subscription, SubscriptionStatus
from models.billing.subscription_item import SubscriptionItem

Row = TypeVar("Row", bound=SQLModel)


class PageKey(NamedTuple):
    """One customer's newest rows."""

    customer_id: str
    first: int
    status: SubscriptionStatus | None = None


class Loaders:
    """Each reads for all parents at once, in a session of its own: resolvers that run at once can't share one."""

    def __init__(self, engine: AsyncEngine, project: str) -> None:
        self.payment_intents = DataLoader[PageKey, list[PaymentIntent]](
            partial(_load_pages, engine, project, PaymentIntent)
        )
        self.subscriptions = DataLoader[PageKey, list[Subscription]](
            partial(_load_pages, engine, project, Subscription)
        )
        self.invoices = DataLoader[PageKey, list[Invoice]](partial(_load_pages, engine, project, Invoice))
        self.plans = DataLoader[str, Plan](partial(_load_plans, engine, project))


async def _load_pages(engine: AsyncEngine, project: str, model: type[Any], keys: list[PageKey]) -> list[list[Any]]:
    pages: dict[PageKey, list[Any]] = defaultdict(list)
    for first, status in {(key.first, key.status) for key in keys}:
        ids = [key.customer_id for key in keys if (key.first, key.status) == (first, status)]
        for row in await _read_newest(engine, project, model, ids, first, status):
            pages[PageKey(row.customer_id, first, status)].append(row)
    return [pages[key] for key in keys]


async def _read_newest(
    engine: AsyncEngine, project: str, model: type[Any], ids: list[str], first: int, status: SubscriptionStatus | None
) -> list[Any]:
    newest = (model.created_at.desc(), model.id.desc())
    place = func.row_number().over(partition_by=model.customer_id, order_by=newest).label("place")
    ranked = select(model, place).where(
        model.project_id == project,
        model.live_mode == True,  # noqa: E712 - it is SQL
        model.customer_id.in_(ids),
    )
    if status is not None:
        ranked = ranked.where(model.status == status)
    pages = ranked.subquery()
    child = aliased(model, pages)
    rows = select(child).where(pages.c.place <= first).order_by(pages.c.place)
    async with AsyncSession(engine) as session:
        return list((await session.exec(rows)).all())


async def _load_plans(engine: AsyncEngine, project: str, subscription_ids: list[str]) -> list[Plan]:
    items = (
        select(SubscriptionItem.subscription_id, Plan)
        .join(Plan, col(Plan.id) == col(SubscriptionItem.plan_id))
        .where(
            SubscriptionItem.project_id == project,
            SubscriptionItem.live_mode == True,  # noqa: E712 - it is SQL
            SubscriptionItem.position == 0,
            col(SubscriptionItem.subscription_id).in_(subscription_ids),
            Plan.project_id == project,
            Plan.live_mode == True,  # noqa: E712 - it is SQL
        )
    )
    async with AsyncSession(engine) as session:
        plans = dict((await session.exec(items)).all())
    return [plans[subscription_id] for subscription_id in subscription_ids]
