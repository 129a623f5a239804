"""All that a page can show of a customer, and in how many statements it comes."""

from typing import Any

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_project, save
from tests.intake import stripe_objects as stripe
from tests.schema.importing import import_all

PAGE = """query Page($id: ID!) { customer(id: $id) {
    name delinquent nextBillingAt balance { decimal }
    nextCharge { at amount { decimal } unknown }
    totals { currency net { decimal } monthlyRecurring { decimal } recurringIncomplete }
    paymentMethods { nodes { type last4 isDefault } }
    paymentIntents(first: 20) { nodes {
        amount { formatted } refundStatus disputed
        refunds { nodes { amount { decimal } } } disputes { amount { decimal } } attempts { succeeded }
    } }
    subscriptions(status: ACTIVE) { nodes {
        amount { formatted } plan { name } items { quantity } discounts { name }
        nextCharge { at amount { decimal } unknown }
    } }
    invoices(first: 20) { nodes { number overdue total { formatted } } }
} }"""


def objects(count: int) -> list[dict[str, Any]]:
    """A customer with so many refunded and disputed payments, and subscriptions with all that changes a charge."""
    found = [stripe.make_customer(), stripe.make_product(), stripe.make_price(), stripe.make_invoice()]
    for n in range(count):
        charge = {"payment_intent": f"pi_{n}", "refunded": False, "amount_refunded": 100}
        found += [
            stripe.make_payment(f"pi_{n}", latest_charge=f"ch_{n}"),
            stripe.make_charge(f"ch_{n}", **charge),
            stripe.make_refund(f"re_{n}", charge=f"ch_{n}", payment_intent=f"pi_{n}"),
            stripe.make_dispute(f"dp_{n}", charge=f"ch_{n}", payment_intent=f"pi_{n}"),
            stripe.make_method(f"pm_{n}"),
            stripe.make_pending_item(
                f"ii_{n}", subscription=f"sub_{n}", discounts=[stripe.make_discount(f"di_{n}_ii")]
            ),
            stripe.make_subscription(
                f"sub_{n}",
                items={"data": [stripe.make_item(f"si_{n}")]},
                discounts=[stripe.make_discount(f"di_{n}")],
                default_tax_rates=[stripe.make_tax_rate()],
                schedule=f"sub_sched_{n}",
            ),
            stripe.make_schedule(f"sub_sched_{n}", subscription=f"sub_{n}"),
        ]
    return found


async def test_a_page_of_everything_takes_fourteen_statements(database: Database, queries: QueryLog, ask: Ask) -> None:
    counts = []
    for project_id, count in (("prj_1", 1), ("prj_2", 5)):
        await save(database, make_project(id=project_id, name=project_id))
        await import_all(database, *objects(count), project_id=project_id)
        queries.clear()

        customer = (await ask(PAGE, {"id": "cus_1"}, project_id=project_id))["data"]["customer"]

        assert len(customer["paymentIntents"]["nodes"]) == len(customer["subscriptions"]["nodes"]) == count
        assert all(
            payment["refunds"]["nodes"] and payment["disputes"] for payment in customer["paymentIntents"]["nodes"]
        )
        counts.append(len(queries))

    assert counts == [14, 14]
