"""Every table and one customer's token: nothing that the resolvers read is another customer's."""

from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select
from sqlmodel import SQLModel, select

from models.access.viewer import Role
from models.billing.balance_transaction import CustomerBalanceTransaction
from models.billing.charge import Charge, ChargeStatus
from models.billing.credit_note import CreditNote, CreditNoteLine
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.customer import Customer
from models.billing.discount import Coupon, CouponDuration, Discount
from models.billing.dispute import Dispute
from models.billing.event import Event
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_item import InvoiceItem
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_payment import InvoicePayment
from models.billing.invoice_pdf import InvoicePdf
from models.billing.payment_intent import PaymentIntent
from models.billing.payment_method import PaymentMethod
from models.billing.plan import Plan, Product
from models.billing.refund import Refund
from models.billing.subscription import Subscription
from models.billing.subscription_item import SubscriptionItem
from models.billing.subscription_schedule import SubscriptionSchedule
from models.billing.tax import TaxIdentifier, TaxRate
from models.hydration import hydrate
from models.ownership import NoCustomer, owner_of, table_of
from models.scoped import Identified, Scoped
from models.search.search_entry import SearchEntry
from models.summaries.customer_facets import CustomerFacets
from models.summaries.customer_figures import CustomerFigures
from models.summaries.ending_card import EndingCard
from models.summaries.invoice_summary import InvoiceSummary
from models.summaries.payment_summary import PaymentMonth, PaymentSummary
from models.tables import TABLES
from resolvers.activity.subscription_history import HISTORY_OF_SUBSCRIPTION
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.batches import Batch
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription
from resolvers.billing.discounts import DISCOUNT_OF_CUSTOMER
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER
from resolvers.context import RequestContext
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.sums import SUMS_AND_RISKS_OF_CUSTOMER
from resolvers.errors import Forbidden
from resolvers.has_many import HasMany
from resolvers.idempotency import WriteRequest
from resolvers.invoices.credit_notes import find_credit_note_versions, get_issued_credit_note
from resolvers.invoices.issued_invoices import get_issued_invoice
from resolvers.invoices.pdf_versions import SHA256_OF_INVOICE_PDF, find_pdf_versions
from resolvers.invoices.tax_rates_of_invoices import RATES_OF_INVOICES, RATES_OF_LINES
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER
from resolvers.payments.releases import RELEASES_OF_PAYMENT
from resolvers.read_columns import FIGURES
from resolvers.relations import (
    CHARGES_OF_PAYMENT,
    CREDIT_NOTE,
    CREDIT_NOTES_OF_CUSTOMER,
    CUSTOMER,
    DISPUTE,
    DISPUTES_OF_PAYMENT,
    INVOICE,
    INVOICES_OF_CUSTOMER,
    INVOICES_OF_SUBSCRIPTION,
    LINES_OF_INVOICE,
    PAYMENT_INTENT,
    PAYMENT_INTENTS_OF_CUSTOMER,
    PAYMENT_METHOD,
    PAYMENT_METHODS_OF_CUSTOMER,
    REFUND,
    REFUNDS_OF_PAYMENT,
    SUBSCRIPTION,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from resolvers.scopes import Scope, bounds_for
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_CUSTOMER
from resolvers.subscriptions.changes import SubscriptionChange
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION
from resolvers.unit_of_work import unit_of_work
from storage.database import Database
from storage.sqlite.dialect import SQLITE
from tests.factories import (
    NOW,
    later,
    make_charge,
    make_context,
    make_credit_note,
    make_customer,
    make_event,
    make_invoice,
    make_kept,
    make_kept_credit_note,
    make_money_around,
    make_one_of_each,
    make_payment,
    make_project,
    make_refund,
    make_viewer,
    save,
    scope,
)
from tests.verification import refresh_all_figures

Read = Callable[[RequestContext, int], Awaitable[Any]]


def batch(batch: Batch[Any], key: str) -> Read:
    """What a batch has for the key of the customer with this number, asked beside another key and alone."""

    async def read(context: RequestContext, number: int) -> Any:
        [alone] = await batch.load(context.reads, NOW, [key.format(number)])
        [beside, _] = await batch.load(context.reads, NOW, [key.format(number), "unknown"])
        assert repr(alone) == repr(beside)
        return alone

    return read


async def kept_figures_of(context: RequestContext, number: int) -> Any:
    """What comes with the customer's row."""
    key = f"cus_{number}"
    row = (await CUSTOMER.read(context.reads, NOW, [key], ("id", FIGURES)))[key]
    return None if row is None else row[1]


def pages(relation: HasMany[Any], key: str) -> list[Read]:
    return [batch(relation.page(PageRequest()), key), batch(relation.count(), key)]


def locked(model: type[Identified], key: str) -> Read:
    """A row as a write finds it."""

    async def read(context: RequestContext, number: int) -> Any:
        async with unit_of_work(context, WriteRequest("lock", {}, None), SubscriptionChange) as work:
            return await work.lock(model, key.format(number))

    return read


def issued(part: str) -> Read:
    async def read(context: RequestContext, number: int) -> Any:
        found = await get_issued_invoice(context, f"in_{number}_1")
        return found and getattr(found, part)

    return read


def sums(part: str) -> Read:
    async def read(context: RequestContext, number: int) -> Any:
        [found] = await SUMS_AND_RISKS_OF_CUSTOMER.load(context.reads, NOW, [f"cus_{number}"])
        return getattr(found, part)

    return read


async def kept_versions(context: RequestContext, number: int) -> Any:
    found = await find_pdf_versions(context, f"in_{number}_1")
    return found and found.stored


async def credit_note_versions(context: RequestContext, number: int) -> Any:
    found = await find_credit_note_versions(context, f"cn_{number}")
    return found and found.stored


async def credit_note_lines(context: RequestContext, number: int) -> Any:
    found = await get_issued_credit_note(context, f"cn_{number}")
    return found and found.lines


async def sold_plans(context: RequestContext, number: int) -> Any:
    items = await ITEMS_OF_SUBSCRIPTION.load(context.reads, NOW, [f"sub_{number}_1"])
    return [item.plan for item in items[0]]


def billed(read: Callable[[BilledSubscription], Iterable[Any]]) -> Read:
    """What the rows of running subscriptions name, or are read beside them."""

    async def read_all(context: RequestContext, number: int) -> Any:
        [found] = await BILLING_OF_CUSTOMER.load(context.reads, NOW, [f"cus_{number}"])
        return [each for subscription in found for each in read(subscription)]

    return read_all


# All that is read of each table. None: nothing that is done for a viewer reads it.
READS: dict[str, list[Read] | None] = {
    "project": [issued("project")],
    "api_key": None,
    "operator": None,
    "operator_session": None,
    # Who works for the seller is not for a customer to see.
    "customer_read": None,
    "revoked_link": None,
    "link_revocation": None,
    "erasure": None,
    "second_factor": None,
    "recovery_code": None,
    "customer": [batch(CUSTOMER, "cus_{}"), locked(Customer, "cus_{}"), issued("customer")],
    # Only the list of customers searches by words, and a customer's token has no such list.
    "search_entry": None,
    "product": None,
    "plan": [sold_plans],
    "subscription": [
        batch(SUBSCRIPTION, "sub_{}_1"),
        locked(Subscription, "sub_{}_1"),
        *pages(SUBSCRIPTIONS_OF_CUSTOMER, "cus_{}"),
        batch(BILLING_OF_CUSTOMER, "cus_{}"),
        batch(HISTORY_OF_SUBSCRIPTION, "sub_{}_1"),
    ],
    "subscription_item": [batch(ITEMS_OF_SUBSCRIPTION, "sub_{}_1")],
    "invoice": [
        batch(INVOICE, "in_{}_1"),
        locked(Invoice, "in_{}_1"),
        *pages(INVOICES_OF_CUSTOMER, "cus_{}"),
        *pages(INVOICES_OF_SUBSCRIPTION, "sub_{}_1"),
        batch(OPEN_INVOICES_OF_CUSTOMER, "cus_{}"),
        sums("invoices"),
        issued("invoice"),
    ],
    "invoice_line": [*pages(LINES_OF_INVOICE, "in_{}_1"), issued("lines")],
    "kept_document": [batch(SHA256_OF_INVOICE_PDF, "in_{}_1"), kept_versions],
    "payment_intent": [
        batch(PAYMENT_INTENT, "pi_{}_1"),
        locked(PaymentIntent, "pi_{}_1"),
        *pages(PAYMENT_INTENTS_OF_CUSTOMER, "cus_{}"),
        batch(MONTHLY_PAYMENTS_OF_CUSTOMER, "cus_{}"),
        issued("payments"),
        sums("payments"),
    ],
    "payment_summary": [sums("payments"), batch(PAYMENT_INTENTS_OF_CUSTOMER.count(), "cus_{}")],
    "payment_month": [batch(MONTHLY_PAYMENTS_OF_CUSTOMER, "cus_{}")],
    "invoice_summary": [sums("invoices"), batch(INVOICES_OF_CUSTOMER.count(), "cus_{}")],
    "charge": pages(CHARGES_OF_PAYMENT, "pi_{}_1"),
    "refund": [batch(REFUND, "re_{}"), *pages(REFUNDS_OF_PAYMENT, "pi_{}_1")],
    "dispute": [batch(DISPUTE, "dp_{}"), *pages(DISPUTES_OF_PAYMENT, "pi_{}_1"), sums("awaited")],
    "payment_method": [batch(PAYMENT_METHOD, "pm_{}"), *pages(PAYMENT_METHODS_OF_CUSTOMER, "cus_{}")],
    "credit_note_pdf": [credit_note_versions],
    "credit_note": [batch(CREDIT_NOTE, "cn_{}"), *pages(CREDIT_NOTES_OF_CUSTOMER, "cus_{}")],
    "tax_rate": [batch(RATES_OF_INVOICES, "in_{}_1"), batch(RATES_OF_LINES, "in_{}_1"), issued("rates")],
    "event": [
        batch(ACTIVITY_OF_CUSTOMER.page(PageRequest()), "cus_{}"),
        batch(ACTIVITY_OF_CUSTOMER.count(), "cus_{}"),
        batch(HISTORY_OF_SUBSCRIPTION, "sub_{}_1"),
    ],
    "credit_note_line": [credit_note_lines],
    "invoice_item": [batch(PENDING_ITEMS_OF_CUSTOMER, "cus_{}")],
    "ending_card": [sums("ending_cards")],
    # What finds customers in lists, which a customer's token never reads.
    "customer_facets": None,
    "customer_figures": [kept_figures_of],
    "customer_count": None,
    # Read only where a row of the customer's names them.
    "coupon": [billed(lambda each: each.references.coupons)],
    "discount": [batch(DISCOUNT_OF_CUSTOMER, "cus_{}"), billed(lambda each: each.references.discounts)],
    "subscription_schedule": [billed(lambda each: [item.schedule for item in each.items])],
    # The seller's own, which are no customer's.
    "tax_id": [issued("numbers")],
    # Imported, and read by nobody.
    "customer_balance_transaction": None,
    "invoice_payment": None,
    "imported_event": None,
    # Written and read by its key, which is the project's.
    "idempotency_record": None,
}
CASES = {f"{name}-{index}": read for name, reads in READS.items() for index, read in enumerate(reads or ())}


def make_coupons(customer: Customer, number: int) -> list[SQLModel]:
    """A coupon, and a discount that gives it to the customer."""
    terms: dict[str, Any] = {"percent_off": Decimal(50), "duration": CouponDuration.FOREVER}
    return [
        Coupon(**scope(customer), id=f"half_{number}", **terms),
        Discount(**scope(customer), id=f"di_{number}", coupon_id=f"half_{number}", customer_id=customer.id),
    ]


def phase_to_come(number: int) -> dict[str, Any]:
    """Of a schedule: it sells the customer's plan for less."""
    item = {"price_id": f"price_{number}", "quantity": 1, "discounts": [], "tax_rate_ids": []}
    return {
        "start": later(20),
        "end": later(50),
        "items": [item],
        "discounts": [{"discount_id": None, "coupon_id": f"half_{number}"}],
        "tax_rate_ids": [],
        "automatic_tax": None,
        "trial_end": None,
        "adds_items": False,
    }


async def store_two_customers(database: Database) -> None:
    """`cus_1` and `cus_2` with a row of theirs in each table that knows customers, and a guest's payment."""
    await save(database, make_project())
    for number in (1, 2):
        rows: list[Any] = make_one_of_each(number)
        customer, product, plan, subscription, item, invoice, line, payment = rows
        invoice.taxes = line.taxes = [{"rate_id": f"txr_{number}", "percentage": "20", "amount": 200, "included": True}]
        invoice.account_tax_ids = [f"own_{number}"]
        subscription.schedule_id = f"sched_{number}"
        subscription.default_payment_method_id = f"pm_{number}"
        customer.discount_ids = subscription.discount_ids = [f"di_{number}"]
        await save(database, make_coupons(customer, number))
        open_invoice = make_invoice(customer, 2, subscription_id=subscription.id, status=InvoiceStatus.OPEN)
        await save(database, customer, product, plan, subscription, item, invoice, line, payment)
        await save(database, open_invoice, make_event(subscription))
        versions = await find_pdf_versions(make_context(database), invoice.id)
        assert versions is not None
        await save(database, make_kept(invoice, state_key=versions.state_key))
        await save(database, make_money_around(customer, invoice, payment, phases=[phase_to_come(number)]))
        await save(database, make_kept_credit_note(make_credit_note(invoice, id=f"cn_{number}")))
        await save(database, TaxRate(**scope(customer), id=f"txr_{number}", name="VAT", included=True))
        own = {"type": "gb_vat", "value": f"GB{number}", "created_at": NOW}
        await save(database, TaxIdentifier(**scope(customer), id=f"own_{number}", **own))
    await save(database, make_payment(None))
    await refresh_all_figures(database)


def of_customer_1(database: Database) -> RequestContext:
    return make_context(database, role=Role.CUSTOMER, customer_id="cus_1")


def in_order(rows: list[SQLModel]) -> list[str]:
    return sorted(repr(sorted(row.model_dump().items())) for row in rows)


def is_empty(found: Any) -> bool:
    """Whether it is what a batch gives for an id that nobody has."""
    return not (found.rows if isinstance(found, Page) else found)


def test_every_table_is_in_the_matrix() -> None:
    assert READS.keys() == {model.__tablename__ for model in TABLES}, "a new table is listed in READS"


async def test_a_customers_token_reads_its_own_row_and_nobody_elses(database: Database) -> None:
    await store_two_customers(database)

    for case, read in CASES.items():
        own, others, unknown = [await read(of_customer_1(database), number) for number in (1, 2, 3)]
        by_the_project = await read(make_context(database), 2)

        assert not is_empty(own), case
        assert repr(own) != repr(unknown), case
        assert repr(others) == repr(unknown), case
        assert repr(by_the_project) != repr(unknown), case


OWNED = {
    Customer: "cus_{}",
    Subscription: "sub_{}_1",
    SubscriptionItem: "sub_{}_1",
    Invoice: "in_{}_",
    InvoiceLine: "in_{}_1",
    InvoicePdf: "in_{}_1",
    PaymentIntent: "pi_{}_1",
    Charge: "ch_{}",
    Refund: "re_{}",
    Dispute: "dp_{}",
    CreditNote: "cn_{}",
    CreditNoteLine: "cn_{}",
    CreditNotePdf: "cn_{}",
    PaymentMethod: "pm_{}",
    TaxIdentifier: "txi_{}",
    CustomerBalanceTransaction: "cbtxn_{}",
    SubscriptionSchedule: "sched_{}",
    InvoicePayment: "inpay_{}",
    InvoiceItem: "ii_{}",
    Event: "evt_sub_{}_1",
    PaymentSummary: "cus_{}",
    PaymentMonth: "cus_{}",
    InvoiceSummary: "cus_{}",
    EndingCard: "cus_{}",
    CustomerFacets: "cus_{}",
    CustomerFigures: "cus_{}",
    SearchEntry: "cus_{}",
}


def test_every_table_with_an_owner_is_among_those_that_are_read_whole() -> None:
    owned = [model for model in TABLES if not isinstance(owner_of(table_of(model)), NoCustomer)]

    assert owned == list(OWNED), "a new table with an owner is listed in OWNED"


async def test_a_whole_table_read_within_the_bounds_is_one_customers_rows(database: Database) -> None:
    def every_row_of(model: type[SQLModel]) -> Callable[[Scope], Select[Any]]:
        def every_row(scope: Scope) -> Select[Any]:
            table = scope.table(model, "each")
            return select(*table.c).where(scope.bounds(table))

        return every_row

    await store_two_customers(database)
    context = of_customer_1(database)

    for model, named in OWNED.items():
        read = hydrate(model, await context.reads.fetch(every_row_of(model)))
        async with database.sessions() as session:
            for_a_write = list(await session.exec(select(model).where(bounds_for(model, context.viewer))))
        everything = hydrate(model, await make_context(database).reads.fetch(every_row_of(model)))

        mine, theirs = (named.format(number) for number in (1, 2))
        assert read, model
        assert all(mine in repr(row) and theirs not in repr(row) for row in read), model
        assert in_order(read) == in_order(for_a_write), model
        assert any(theirs in repr(row) for row in everything), model


async def test_a_table_without_customers_is_closed_to_a_customers_token(database: Database) -> None:
    await store_two_customers(database)

    for model in (Plan, Product, Coupon, Discount):
        async with database.sessions() as session:
            found = list(await session.exec(select(model).where(bounds_for(model, of_customer_1(database).viewer))))
            by_the_project = list(await session.exec(select(model).where(bounds_for(model, make_viewer()))))

        assert (len(found), len(by_the_project)) == (0, 2), model


async def test_a_customers_token_has_no_list_of_customers(database: Database) -> None:
    await store_two_customers(database)
    context = of_customer_1(database)

    with pytest.raises(Forbidden):
        await list_customers(context, CustomerFilter(search="Customer"), CustomerOrder.NEWEST, PageRequest())
    with pytest.raises(Forbidden):
        await count_customers(context, CustomerFilter())


@pytest.mark.parametrize("model", [model for model in TABLES if not issubclass(model, Scoped)])
def test_what_belongs_to_no_mode_is_no_customers(model: type[SQLModel]) -> None:
    assert isinstance(owner_of(table_of(model)), NoCustomer)


def test_a_parent_bounds_only_what_is_owned_through_it() -> None:
    scope = Scope(SQLITE, one_customer=True)
    invoice = scope.table(Invoice)

    with pytest.raises(TypeError, match="not owned through a parent"):
        scope.bounds_under(invoice, invoice.c.id)


def test_what_is_owned_through_a_parent_is_never_read_by_its_name_alone() -> None:
    scope = Scope(SQLITE, one_customer=True)

    with pytest.raises(TypeError, match="owned through a parent"):
        scope.bounds_of_named(scope.table(InvoiceLine))


async def test_a_customers_token_is_told_its_own_payments_releases_alone(database: Database) -> None:
    await save(database, make_project())
    for number in (1, 2):
        customer = make_customer(number)
        payment = make_payment(customer, amount_received=900)
        captured = {"status": ChargeStatus.SUCCEEDED, "failure_code": None, "amount_captured": 900}
        charge = make_charge(payment, **captured, amount_refunded=300)
        await save(database, customer, payment, charge, make_refund(payment, amount=300))
    read = batch(RELEASES_OF_PAYMENT, "pi_{}_1")

    found = [await read(context, 2) for context in (of_customer_1(database), make_context(database))]

    assert await read(of_customer_1(database), 1) == {"re_1_1_1"}
    assert found == [frozenset(), {"re_2_1_1"}]
