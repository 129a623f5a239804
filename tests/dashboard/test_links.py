"""Every number and id leads to its page."""

import pytest

from models.access.project import Project
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_subscription,
    save,
)

pytestmark = pytest.mark.one_database

LIST = "/dashboard/customers"
ADA = f"{LIST}/cus_1"


async def store_each(database: Database) -> None:
    """A customer with a subscription, an invoice of it with a credit note, and a payment for it."""
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer)
    invoice = make_invoice(customer, subscription_id=subscription.id)
    payment = make_payment(customer, invoice_id=invoice.id)
    await save(database, customer, make_product(), plan, subscription, make_item(subscription, plan))
    await save(database, invoice, payment, make_credit_note(invoice))


async def test_the_customers_page_links_all_that_it_lists(
    database: Database, project: Project, operator: Operator
) -> None:
    await store_each(database)

    page = await operator.open(ADA)

    pages = ["/dashboard/subscriptions/sub_1_1", "/dashboard/payments/pi_1_1", "/dashboard/invoices/in_1_1"]
    assert page.tree.xpath("//a[@data-row]/@href") == pages
    assert page.link("CUS_1-0001", "payments") == pages[2]
    note = "/dashboard/objects/cn_1_1_1"
    assert sorted(set(page.tree.xpath("//section[@id='activity']//a/@href"))) == sorted([*pages, note])
    assert f"{pages[2]}#cn_1_1_1" in page.tree.xpath("//section[@id='invoices']//a/@href")
    assert [(await operator.get(url)).status_code for url in pages] == [200, 200, 200]


async def test_signing_out_forgets_what_was_looked_for(
    database: Database, project: Project, operator: Operator
) -> None:
    form = (await operator.open(LIST, search="ada")).fields("//form[@action='/dashboard/sign-out']")

    left = await operator.post("/dashboard/sign-out", form)

    forgotten = [cookie.partition("=")[0] for cookie in left.headers.get_list("set-cookie") if "Max-Age=0" in cookie]
    assert {"calmony_list", "calmony_test_list"} <= set(forgotten)
