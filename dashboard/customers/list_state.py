"""The state of the list of customers, as its URL has it: search, filters and order."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dashboard.page.formats import Formats
from dashboard.page.query import Query
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.summaries.facets import Risk
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder


class InvoiceChoice(StrEnum):
    """The filter by invoices: customers with an open or an overdue one."""

    OPEN = "open"
    OVERDUE = "overdue"


class RiskChoice(StrEnum):
    """The filter by what is at risk: customers of whom something is, one thing, or nothing."""

    AT_RISK = "yes"
    LATE = "late"
    DISPUTED = "disputed"
    CANCELLING = "cancelling"
    CARD_ENDS = "card"
    NOT_AT_RISK = "no"


_RISKS = {
    RiskChoice.LATE: Risk.LATE,
    RiskChoice.DISPUTED: Risk.DISPUTED,
    RiskChoice.CANCELLING: Risk.CANCELLING,
    RiskChoice.CARD_ENDS: Risk.CARD_ENDS,
}
_AT_RISK = {RiskChoice.AT_RISK: True, RiskChoice.NOT_AT_RISK: False}


@dataclass(frozen=True, slots=True)
class ListState:
    """The state of the list, as the URL has it."""

    search: str
    subscriptions: SubscriptionStatus | None
    invoices: InvoiceChoice | None
    risk: RiskChoice | None
    metadata: tuple[str, str] | None
    created_from: date | None
    created_to: date | None
    order: CustomerOrder

    @property
    def is_filtered(self) -> bool:
        """Whether a search or filter is set."""
        return any(
            (
                self.search,
                self.subscriptions,
                self.invoices,
                self.risk,
                self.metadata,
                self.created_from,
                self.created_to,
            )
        )

    def filter(self, formats: Formats) -> CustomerFilter:
        """The filter for the resolver. Days are in the operator's time zone; the last one is included."""
        return CustomerFilter(
            search=self.search or None,
            subscription_status=None if self.subscriptions is None else (self.subscriptions,),
            invoice_status=(InvoiceStatus.OPEN,) if self.invoices is InvoiceChoice.OPEN else None,
            overdue=True if self.invoices is InvoiceChoice.OVERDUE else None,
            metadata=None if self.metadata is None else (self.metadata,),
            at_risk=None if self.risk is None else _AT_RISK.get(self.risk),
            risk=(_RISKS[self.risk],) if self.risk in _RISKS else None,
            created_from=None if self.created_from is None else formats.day_begins(self.created_from),
            created_before=None if self.created_to is None else formats.day_begins(self.created_to + timedelta(days=1)),
        )


def read_state(query: Query) -> ListState:
    """The state in the URL; raises BadInput."""
    search = query.get("search").strip()
    return ListState(
        search=search,
        subscriptions=query.choice("subscriptions", SubscriptionStatus),
        invoices=query.choice("invoices", InvoiceChoice),
        risk=query.choice("risk", RiskChoice),
        metadata=_read_metadata(query.get("metadata")),
        created_from=query.day("from"),
        created_to=query.day("to"),
        order=query.choice("order", CustomerOrder) or CustomerFilter(search=search).order,
    )


def _read_metadata(text: str) -> tuple[str, str] | None:
    """The key and the value of "key=value"; None for what has no key or no value yet."""
    key, _, value = text.partition("=")
    return (key.strip(), value.strip()) if key.strip() and value.strip() else None
