"""What an invoice's PDF is made of, as it is read."""

from typing import Any

import pytest

from models.access.viewer import Role
from models.billing.tax import TaxRate
from resolvers.invoices.issued_invoices import get_issued_invoice
from storage.database import Database
from tests.factories import make_context, make_customer, make_invoice, make_line, make_project, save, scope


def tax(rate_id: str | None) -> dict[str, Any]:
    return {"rate_id": rate_id, "percentage": None, "taxable": 1000, "amount": 200, "included": False, "reason": None}


@pytest.mark.parametrize("viewer", [{}, {"role": Role.CUSTOMER, "customer_id": "cus_1"}])
async def test_the_tax_rates_that_it_and_its_lines_name_are_known(database: Database, viewer: dict[str, Any]) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, taxes=[tax("txr_1"), tax(None)])
    lines = [make_line(invoice, 0, taxes=[tax("txr_2"), tax("txr_unknown")]), make_line(invoice, 1)]
    rates = [TaxRate(**scope(customer), id=f"txr_{number}", name="VAT", included=False) for number in (1, 2, 3)]
    of_others = TaxRate(**scope(customer) | {"live_mode": False}, id="txr_unknown", name="VAT", included=False)
    await save(database, make_project(), customer, invoice, lines, [*rates, of_others])

    issued = await get_issued_invoice(make_context(database, **viewer), invoice.id)

    assert issued is not None
    assert sorted(issued.rates) == ["txr_1", "txr_2"]
    assert issued.rates["txr_2"].name == "VAT"
