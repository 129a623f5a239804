"""Which figures of the schema are predicted, the query that asks for them, and how an answer is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, get_named_type
from graphql.type import GraphQLBoolean

from tests.oracle.charges import Charge

Answer = dict[str, Any]
CUSTOMER_ID = "cus_1"


def same(predicted: Any, answered: Any) -> bool:
    return bool(predicted == answered)


def is_moment(predicted: int | None, answered: str | None) -> bool:
    return predicted == (answered and int(datetime.fromisoformat(answered).timestamp()))


def is_amount(predicted: Any, answered: Answer | None) -> bool:
    """What no rule settles is predicted as None, and every amount is right."""
    return predicted is None or (answered is not None and predicted == answered["amountMinor"])


def is_charge(predicted: Charge | None, answered: Answer | None) -> bool:
    if predicted is None or answered is None:
        return predicted is answered
    if not is_moment(predicted.at, answered["at"]):
        return False
    if predicted.reasons:
        return answered["amount"] is None and answered["unknown"] in predicted.reasons
    return is_amount(predicted.amount, answered["amount"]) and answered["unknown"] is None


def is_paused(predicted: bool, answered: Answer | None) -> bool:
    return predicted == (answered is not None)


def is_failure(predicted: str | None, answered: Answer | None) -> bool:
    return predicted == (answered and answered["code"])


def is_attempts(predicted: list[tuple[str, int, bool]], answered: list[Answer]) -> bool:
    return predicted == [(each["id"], each["amount"]["amountMinor"], each["succeeded"]) for each in answered]


def is_balance(predicted: dict[str, int], answered: list[Answer]) -> bool:
    return predicted == {each["currency"].lower(): each["amountMinor"] for each in answered if each["amountMinor"]}


@dataclass(frozen=True)
class Figure:
    type: str
    field: str
    selection: str = ""
    agrees: Callable[[Any, Any], bool] = same


MONEY = "{ amountMinor }"
CHARGE = "{ at amount { amountMinor } unknown }"
ATTEMPTS = "{ id amount { amountMinor } succeeded }"

FIGURES = [
    Figure("Customer", "delinquent"),
    Figure("Customer", "nextBillingAt", "", is_moment),
    Figure("Customer", "balance", "{ amountMinor currency }", is_balance),
    *(Figure("CustomerTotals", name, MONEY, is_amount) for name in ("received", "refunded", "disputed", "net")),
    *(Figure("CustomerTotals", name, MONEY, is_amount) for name in ("paid", "due", "overdue", "monthlyRecurring")),
    Figure("CustomerTotals", "recurringIncomplete"),
    Figure("CustomerTotals", "disputesIncomplete"),
    Figure("BillingSubscription", "status"),
    Figure("BillingSubscription", "nextBillingAt", "", is_moment),
    Figure("BillingSubscription", "nextCharge", CHARGE, is_charge),
    Figure("BillingSubscription", "paused", "{ behavior }", is_paused),
    Figure("PaymentIntent", "amountReceived", MONEY, is_amount),
    Figure("PaymentIntent", "amountRefunded", MONEY, is_amount),
    Figure("PaymentIntent", "refundStatus"),
    Figure("PaymentIntent", "disputed"),
    Figure("PaymentIntent", "failure", "{ code }", is_failure),
    Figure("PaymentIntent", "attempts", ATTEMPTS, is_attempts),
    Figure("Invoice", "overdue"),
]

# Figures and states that are not predicted, because an object says them itself and nothing is computed.
SAID = {
    "Customer": {"nextCharge"},  # one of its subscriptions'
    "CustomerTotals": set[str](),
    "BillingSubscription": {"amount", "cancellationPreview", "cancelAt"},
    "PaymentIntent": {"amount", "status"},
    "NextCharge": {"amount", "unknown"},  # compared as a whole
}


def fields_that_tell(schema: GraphQLSchema, type_name: str) -> set[str]:
    """The fields of a type that are figures or states: money, truth values and enums."""
    found = schema.get_type(type_name)
    if not isinstance(found, GraphQLObjectType):
        return set()
    return {name for name, field in found.fields.items() if is_figure(get_named_type(field.type))}


def is_figure(field_type: Any) -> bool:
    return (
        field_type is GraphQLBoolean
        or field_type.name in ("Money", "NextCharge")
        or (isinstance(field_type, GraphQLEnumType) and field_type.name != "CurrencyCode")
    )


def make_query() -> str:
    def chosen(type_name: str) -> str:
        return " ".join(f"{each.field} {each.selection}" for each in FIGURES if each.type == type_name)

    return f"""query Everything($id: ID!) {{ customer(id: $id) {{
        id {chosen("Customer")}
        totals {{ currency {chosen("CustomerTotals")} }}
        subscriptions(first: 20) {{ nodes {{ id {chosen("BillingSubscription")} }} }}
        paymentIntents(first: 20) {{ nodes {{ id {chosen("PaymentIntent")} }} }}
        invoices(first: 20) {{ nodes {{ id {chosen("Invoice")} }} }}
    }} }}"""


def by_type(customer: Answer) -> dict[str, dict[str, Answer]]:
    """An answer in the order of the predictions: by type, then by id, totals by currency."""
    lists = {"BillingSubscription": "subscriptions", "PaymentIntent": "paymentIntents", "Invoice": "invoices"}
    found = {name: {each["id"]: each for each in customer[field]["nodes"]} for name, field in lists.items()}
    totals = {each["currency"].lower(): each for each in customer["totals"]}
    return {"Customer": {customer["id"]: customer}, "CustomerTotals": totals, **found}
