"""The CPU time and size of the operator's page of a customer with twenty rows in each section."""

import io
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from app.admin.operators import create_operator
from app.factory import create_app
from app.logs.configuration import configure_logs
from app.settings import Settings
from benchmarks.database import add_seller, migrated, sqlite_url
from benchmarks.findings import Finding
from benchmarks.operators import signed_in
from intake.importing import import_files
from models.access.operator import generate_password
from models.access.viewer import Role
from models.values.instant import system_clock

ROWS = 20
ROUNDS, REQUESTS = 9, 20
MOST_MILLISECONDS, MOST_BYTES = 10.0, 150_000

_EMAIL = "bench@example.com"
_CREATED = 1_790_000_000
_MONTH = 30 * 86_400


async def measure_customer_page() -> list[Finding]:
    """Signs in and asks for the page in this process, after warming up; the fastest round counts."""
    with sqlite_url() as url:
        settings, password = Settings(database_url=url, log_level="error", rate_requests=0), generate_password()
        configure_logs(settings, io.StringIO())
        async with migrated(url) as database:
            project = await add_seller(database)
            now = system_clock()
            await create_operator(database, _EMAIL, project, role=Role.OPERATOR, password=password, now=now)
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "customer.ndjson"
                source.write_text("\n".join(map(json.dumps, _objects())))
                await import_files(database, [source], project_id=project, live_mode=True, strict=True)
        return await _measure(settings, password)


async def _measure(settings: Settings, password: str) -> list[Finding]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app) as state,
        signed_in(app, state, settings.base_url, _EMAIL, password) as client,
    ):
        path = "/dashboard/customers/cus_bench"
        rounds = [await _round(client, path) for _ in range(ROUNDS)]
        page = await client.get(path)
    milliseconds, size = min(rounds[1:]), len(page.content)
    median = statistics.median(rounds)
    told = f"{milliseconds:.1f} ms of CPU, median {median:.1f}, at most {MOST_MILLISECONDS:.0f}"
    return [
        Finding("customer page, 20 rows of each", told, page.status_code == 200 and milliseconds <= MOST_MILLISECONDS),
        Finding("its HTML", f"{size:,} bytes, at most {MOST_BYTES:,}", size <= MOST_BYTES),
    ]


async def _round(client: httpx.AsyncClient, path: str) -> float:
    began = time.process_time()
    for _ in range(REQUESTS):
        await client.get(path)
    return (time.process_time() - began) / REQUESTS * 1000


def _objects() -> Iterator[dict[str, Any]]:
    """A customer with so many subscriptions, invoices and payments, in Stripe's shapes."""
    customer, owned = "cus_bench", {"customer": "cus_bench", "currency": "gbp", "livemode": True}
    yield {"object": "customer", "id": customer, "name": "Bench", "email": _EMAIL, "created": _CREATED}
    yield {"object": "product", "id": "prod_bench", "name": "Coffee club"}
    recurring = {"interval": "month", "interval_count": 1}
    price = {"object": "price", "id": "price_bench", "product": "prod_bench", "unit_amount": 1500, "currency": "gbp"}
    yield price | {"recurring": recurring}
    for number in range(ROWS):
        created = _CREATED + number
        period = {"current_period_start": created, "current_period_end": created + _MONTH}
        items = {"data": [{"id": f"si_{number}", "price": price | {"recurring": recurring}, "quantity": 1} | period]}
        yield owned | period | {
            "object": "subscription", "id": f"sub_{number}", "status": "active", "created": created, "items": items
        }  # fmt: skip
        line = {"id": f"il_{number}", "description": "Coffee club", "amount": 1500, "quantity": 1, "currency": "gbp"}
        sums = {"subtotal": 1500, "total": 1500, "amount_due": 1500, "amount_paid": 1500, "amount_remaining": 0}
        yield owned | sums | {
            "object": "invoice", "id": f"in_{number}", "number": f"B-{number}", "status": "paid",
            "created": created, "lines": {"data": [line]},
        }  # fmt: skip
        yield owned | {
            "object": "payment_intent", "id": f"pi_{number}", "amount": 1500, "status": "succeeded",
            "created": created, "invoice": f"in_{number}",
        }  # fmt: skip
