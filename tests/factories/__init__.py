"""Builders: each makes one row with sensible values; keywords override them, parents are given as rows."""

from tests.factories.access import make_operator, make_project, make_session, make_viewer
from tests.factories.contexts import make_context, refuses
from tests.factories.customers import make_customer, make_method
from tests.factories.invoices import (
    make_credit_note,
    make_credit_note_line,
    make_invoice,
    make_kept,
    make_kept_credit_note,
    make_line,
)
from tests.factories.linked_rows import make_money_around, make_one_of_each
from tests.factories.payments import make_charge, make_dispute, make_payment, make_refund
from tests.factories.scopes import NOW, later, scope
from tests.factories.subscriptions import (
    make_event,
    make_item,
    make_plan,
    make_product,
    make_subscription,
    save_subscription,
)
from tests.storing import save

__all__ = [
    "NOW",
    "later",
    "make_charge",
    "make_context",
    "make_credit_note",
    "make_credit_note_line",
    "make_customer",
    "make_dispute",
    "make_event",
    "make_invoice",
    "make_item",
    "make_kept",
    "make_kept_credit_note",
    "make_line",
    "make_method",
    "make_money_around",
    "make_one_of_each",
    "make_operator",
    "make_payment",
    "make_plan",
    "make_product",
    "make_project",
    "make_refund",
    "make_session",
    "make_subscription",
    "make_viewer",
    "refuses",
    "save",
    "save_subscription",
    "scope",
]
