"""The context of a request in a test, and the refusal that a test expects."""

from collections.abc import Callable
from typing import Any

import pytest

from models.refusal import Refusal, RefusalCode
from models.values.instant import Clock, Instant
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database
from tests.factories.access import make_viewer
from tests.factories.scopes import NOW


def fail_inside(error: Exception) -> str:
    raise AssertionError("a resolver failed inside") from error


def make_context(
    database: Database,
    now: Instant = NOW,
    clock: Clock | None = None,
    report: Callable[[Exception], str] = fail_inside,
    key: str | None = None,
    **viewer: Any,
) -> RequestContext:
    """With a clock that stands still at `now`, unless another is given; `key` is the idempotency key."""
    links = InvoiceLinks("a secret of the tests", "https://pay.example.com", 30)
    tokens = CustomerTokens("a secret of the tests")
    return RequestContext(
        database,
        make_viewer(**viewer),
        clock or (lambda: now),
        links,
        tokens,
        report,
        key,
        describe_einvoice=describe_einvoice,
    )


def refuses(code: RefusalCode) -> pytest.RaisesExc[Refusal]:
    """A block that must end in this refusal."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code is code)
