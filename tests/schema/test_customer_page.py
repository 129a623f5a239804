"""The customer's page in one request."""

from inline_snapshot import snapshot

from models.database import Database
from models.invoice import InvoiceStatus
from tests.conftest import QueryLog
from tests.factories import (
    later,
    make_customer,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)
from tests.schema.conftest import Ask

PAGE = """
query Page($id: ID!) {
  customer(id: $id) {
    id name email createdAt delinquent nextBillingAt address { city country } metadata { key value }
    totals { currency paid { formatted } due { decimal } overdue { decimal } monthlyRecurring { amountMinor } }
    paymentIntents(first: 20) { nodes { id status amount { formatted } createdAt } }
    subscriptions(status: ACTIVE) {
      nodes { id status nextBillingAt quantity amount { formatted } plan { name productName amount { formatted } } }
    }
    invoices(first: 20) { nodes { id number status overdue total { formatted } pdfUrl } }
  }
}
"""


async def add_customers(database: Database, count: int) -> None:
    plan = make_plan()
    customers = [make_customer(number, locale="de-DE") for number in range(1, count + 1)]
    await save(database, make_project(), make_product(), plan, customers)
    for customer in customers:
        subscription = make_subscription(customer)
        invoices = [make_invoice(customer, 1), make_invoice(customer, 2, status=InvoiceStatus.OPEN, due_at=later(-1))]
        await save(
            database,
            subscription,
            make_item(subscription, plan),
            invoices,
            [make_line(invoice) for invoice in invoices],
            [make_payment(customer, 1, invoice_id=invoices[0].id), make_payment(customer, 2)],
        )


async def test_the_page_of_a_customer_comes_in_seven_reads(database: Database, queries: QueryLog, ask: Ask) -> None:
    await add_customers(database, 2)
    queries.clear()

    answer = await ask(PAGE, {"id": "cus_1"})

    assert answer == snapshot({'data': {'customer': {'id': 'cus_1', 'name': 'Customer 1', 'email': 'customer1@example.com', 'createdAt': '2026-11-21T12:00:00Z', 'delinquent': True, 'nextBillingAt': '2026-12-12T12:00:00Z', 'address': None, 'metadata': [], 'totals': [{'currency': 'GBP', 'paid': {'formatted': '12,00\xa0£'}, 'due': {'decimal': '12.00'}, 'overdue': {'decimal': '12.00'}, 'monthlyRecurring': {'amountMinor': 1500}}], 'paymentIntents': {'nodes': [{'id': 'pi_1_1', 'status': 'SUCCEEDED', 'amount': {'formatted': '12,00\xa0£'}, 'createdAt': '2026-11-21T12:00:00Z'}, {'id': 'pi_1_2', 'status': 'SUCCEEDED', 'amount': {'formatted': '12,00\xa0£'}, 'createdAt': '2026-11-20T12:00:00Z'}]}, 'subscriptions': {'nodes': [{'id': 'sub_1_1', 'status': 'ACTIVE', 'nextBillingAt': '2026-12-12T12:00:00Z', 'quantity': 1, 'amount': {'formatted': '15,00\xa0£'}, 'plan': {'name': 'Plan 1', 'productName': 'Coffee club', 'amount': {'formatted': '15,00\xa0£'}}}]}, 'invoices': {'nodes': [{'id': 'in_1_1', 'number': 'CUS_1-0001', 'status': 'PAID', 'overdue': False, 'total': {'formatted': '12,00\xa0£'}, 'pdfUrl': 'https://pay.example.com/invoices/in_1_1.pdf?token=WyJwcmpfMSIsdHJ1ZSwiaW5fMV8xIiwxNzk3OTQwODAwMDAwMDAwXQ.ceTZmSxDqZ4KlNOl3GKlPbKsRBLQPtvgjkksIWTJBck'}, {'id': 'in_1_2', 'number': 'CUS_1-0002', 'status': 'OPEN', 'overdue': True, 'total': {'formatted': '12,00\xa0£'}, 'pdfUrl': 'https://pay.example.com/invoices/in_1_2.pdf?token=WyJwcmpfMSIsdHJ1ZSwiaW5fMV8yIiwxNzk3OTQwODAwMDAwMDAwXQ.4SZeUrH-6hgR3k86vsI_1YZD0MIyk_uEtBVHi01jXCg'}]}}}})
    assert len(queries) == 6, "and one more for the key"
