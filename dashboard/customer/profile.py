"""The figures and problems at the top of a customer's page."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dashboard.customer.charge_words import describe_amount
from dashboard.customer.facts import Fact, list_facts, list_metadata
from dashboard.page.formats import Formats
from dashboard.payment.deadlines import describe_deadline
from dashboard.wording.badges import Badge, Tone, customer_badges
from dashboard.wording.names import plan_name
from models.billing.customer import Customer
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.billing.next_charges import SubscriptionCharge
from resolvers.customers.summaries import CustomerSummary
from resolvers.customers.sums import AwaitedResponse
from resolvers.customers.totals import Totals

_MOST_NAMED = 3


class Figure(NamedTuple):
    """A labelled number, with one value for each currency; `note` explains it."""

    label: str
    values: list[str]
    tone: Tone | None = None
    note: str | None = None


class Profile(NamedTuple):
    """What the page shows; `problems` are sentences, the most severe first."""

    badges: list[Badge]
    problems: list[str]
    figures: list[Figure]
    facts: list[Fact]
    metadata: list[tuple[str, str]]


def describe(
    customer: Customer, summary: CustomerSummary, charge: SubscriptionCharge | None, now: Instant, formats: Formats
) -> Profile:
    """The profile with texts in the operator's formats; `charge` is the customer's next."""
    return Profile(
        badges=customer_badges(customer, summary.statuses),
        problems=[*_to_respond_to(summary.awaited, now, formats), *_problems(summary, formats)],
        figures=[*_figures(summary, formats), *_balance(customer, formats), _next_charge(charge, formats)],
        facts=list_facts(customer),
        metadata=list_metadata(customer),
    )


def _to_respond_to(awaited: Iterable[AwaitedResponse], now: Instant, formats: Formats) -> Iterator[str]:
    """Each dispute, the most urgent first, those whose deadline has passed last; of many the first deadline."""
    ahead = sorted(awaited, key=lambda each: _urgency(each, now))
    if len(ahead) > _MOST_NAMED:
        until = ahead[0].until
        first = "" if until is None or until <= now else f", the first by {formats.moment(until)}"
        yield f"{formats.number(len(ahead))} disputes need a response{first}."
        return
    for each in ahead:
        amount = formats.money(each.amount, each.currency)
        yield describe_deadline(formats, amount, each.until, now, is_enquiry=each.is_enquiry)


def _urgency(each: AwaitedResponse, now: Instant) -> tuple[bool, bool, int, str, int]:
    until = each.until
    return until is not None and until <= now, until is None, until or 0, each.currency, each.amount


def _problems(summary: CustomerSummary, formats: Formats) -> list[str]:
    problems = list(_paid_late(summary))
    overdue = [formats.money(totals.overdue, totals.currency) for totals in summary.totals if totals.overdue]
    if overdue:
        problems.append(f"{' and '.join(overdue)} overdue on invoices.")
    if any(totals.disputes_incomplete for totals in summary.totals):
        problems.append("A payment is disputed, but it is not known how much is being withheld.")
    if any(totals.recurring_incomplete for totals in summary.totals):
        problems.append("The full price of a subscription is unknown: “Monthly recurring” covers only what is known.")
    return problems


def _paid_late(summary: CustomerSummary) -> Iterator[str]:
    """What is past due goes on and is among the current plans; what is unpaid is not: it is charged no more."""
    late = [plan for plan in summary.plans if plan.status is SubscriptionStatus.PAST_DUE]
    if late:
        names = [plan_name(plan.product_name, plan.name) for plan in late]
        last = "its last invoice is" if len(names) == 1 else "their last invoices are"
        yield f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} past due: {last} not paid."
    if summary.has_unpaid:
        yield "A subscription is unpaid: it was not paid in time, and is not charged any more."


def _figures(summary: CustomerSummary, formats: Formats) -> list[Figure]:
    def sums(amount: Callable[[Totals], int]) -> list[str]:
        every = [(amount(totals), totals.currency) for totals in summary.totals]
        return [formats.money(value, currency) for value, currency in every if value] or ["–"]

    overdue = sums(lambda totals: totals.overdue)
    return [
        Figure("Total paid", sums(lambda totals: totals.net)),
        *_taken_back(sums),
        *_paid_otherwise(summary.totals, formats),
        Figure("Due", sums(lambda totals: totals.due)),
        Figure("Overdue", overdue, None if overdue == ["–"] else Tone.BAD),
        Figure("Monthly recurring", sums(lambda totals: round(totals.monthly_recurring))),
    ]


def _next_charge(charge: SubscriptionCharge | None, formats: Formats) -> Figure:
    if charge is None:
        return Figure("Next charge", ["–"])
    if charge.amount is None:
        return Figure("Next charge", [formats.day(charge.at)], note=describe_amount(formats, charge))
    return Figure("Next charge", [describe_amount(formats, charge)], note=f"on {formats.day(charge.at)}")


def _balance(customer: Customer, formats: Formats) -> list[Figure]:
    """What the next invoice is changed by, where there is any."""
    balances = sorted((customer.balances or {}).items())
    credit = [formats.money(-amount, currency) for currency, amount in balances if amount < 0]
    owed = [formats.money(amount, currency) for currency, amount in balances if amount > 0]
    return [Figure(label, values) for label, values in (("Credit balance", credit), ("Balance owed", owed)) if values]


def _paid_otherwise(totals: Iterable[Totals], formats: Formats) -> list[Figure]:
    """What invoices say was paid, where that is more than known payments brought in: by bank transfer, for instance."""
    more = [formats.money(each.paid, each.currency) for each in totals if each.paid > each.received]
    return [Figure("Paid on invoices", more, note="not all of it by payments known here")] if more else []


def _taken_back(sums: Callable[[Callable[[Totals], int]], list[str]]) -> list[Figure]:
    """What payments brought in and did not stay: shown to explain the figure beside them, where there is any."""
    refunded, disputed = sums(lambda totals: totals.refunded), sums(lambda totals: totals.disputed)
    figures = [Figure("Refunded", refunded), Figure("Disputed", disputed, Tone.BAD)]
    return [figure for figure in figures if figure.values != ["–"]]
