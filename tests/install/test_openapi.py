"""The description of the REST routes: it names those that there are, and they do what it says."""

from collections.abc import Iterator

import httpx
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error, unsupported_method
from schemathesis.specs.openapi import checks
from starlette.routing import Mount, Route

from app.factory import create_app
from app.http.openapi.document import describe_routes
from app.http.openapi.operations import OPERATIONS
from app.settings import Settings
from tests.app.signing_in import fields_of
from tests.install.service import Service

DESCRIBED = schemathesis.openapi.from_dict(describe_routes())
CHECKS = [
    not_a_server_error,
    unsupported_method,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# What a browser opens, and GraphQL, which describes itself.
PAGES = ("/dashboard", "/graphiql", "/graphql")

pytestmark = pytest.mark.one_database


def list_rest_routes(settings: Settings) -> set[str]:
    routes = [route for route in create_app(settings).routes if not isinstance(route, Mount)]
    paths = {route.path.replace(":path}", "}") for route in routes if isinstance(route, Route)}
    return {path for path in paths if path != "/" and (path.endswith(".csv") or not path.startswith(PAGES))}


def test_it_names_the_routes_that_there_are() -> None:
    assert sorted(describe_routes()["paths"]) == sorted(list_rest_routes(Settings()))


def test_it_is_served_to_everybody(service: Service) -> None:
    first = httpx.get(f"{service.url}/openapi.json")
    again = httpx.get(f"{service.url}/openapi.json", headers={"If-None-Match": first.headers["etag"]})

    assert first.json() == describe_routes()
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.fixture(scope="module")
def cookies(service: Service) -> dict[str, str]:
    """An operator's session."""
    operator = {"email": "ada@acme.example", "password": "correct horse battery"}
    service.run_here("operator", "create", operator["email"], "--project", "Acme", "--role", "operator",
                     "--password-stdin", input=operator["password"])  # fmt: skip
    with httpx.Client(base_url=service.url) as browser:
        form = fields_of(browser.get("/dashboard/sign-in"))
        assert browser.post("/dashboard/sign-in", data={**form, **operator}).status_code == 303
        return dict(browser.cookies)


@DESCRIBED.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_described(
    case: schemathesis.Case, service: Service, cookies: dict[str, str]
) -> None:
    case.call_and_validate(base_url=service.url, checks=CHECKS, cookies=cookies)


def test_a_stranger_gets_what_is_described_and_no_file(service: Service) -> None:
    guarded = [operation for operation in OPERATIONS if operation.access and "" not in operation.access]

    for operation in guarded:
        case = DESCRIBED[operation.path]["GET"].Case(path_parameters={"invoice_id": "in_1", "customer_id": "cus_1"})
        assert case.call_and_validate(base_url=service.url, checks=CHECKS, allow_redirects=False).status_code != 200

    assert len(guarded) == 12


def list_addresses(service: Service) -> Iterator[tuple[str, str]]:
    """Paths of what there is, with the operation of each."""
    found = service.ask("{ customers { nodes { id invoices { nodes { id pdfUrl } } } } }")["customers"]["nodes"]
    customer = found[0]["id"]
    invoice = next(each for node in found for each in node["invoices"]["nodes"] if each["pdfUrl"])
    yield "/invoices/{invoice_id}.pdf", invoice["pdfUrl"].removeprefix(service.url)
    yield "/invoices/{invoice_id}.pdf", f"/invoices/{invoice['id']}.pdf?inline=1"
    yield "/dashboard/customers.csv", "/dashboard/customers.csv?order=NAME"
    yield "/dashboard/cancellations.csv", "/dashboard/cancellations.csv?from=2026-11-01"
    for section in ("payments", "invoices"):
        path = f"/dashboard/customers/{customer}/{section}.csv"
        yield f"/dashboard/customers/{{customer_id}}/{section}.csv", path
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
        yield path, path


def test_what_is_there_is_answered_as_described(service: Service, cookies: dict[str, str]) -> None:
    for described, address in list_addresses(service):
        case = DESCRIBED[described]["GET"].Case(path_parameters={"invoice_id": "in_1", "customer_id": "cus_1"})

        answer = httpx.get(f"{service.url}{address}", cookies=cookies, timeout=60)

        assert answer.status_code == 200, address
        case.validate_response(answer, checks=CHECKS[2:])


def test_it_is_openapi_3_1() -> None:
    document = describe_routes()

    schemathesis.openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
