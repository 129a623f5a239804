"""Where signing in leads: only ever to a page of our own."""

import pytest

from dashboard.session.return_urls import HOME, MAX_LENGTH, choose_return_url

OWN = [
    "/",
    "/dashboard/customers",
    "/dashboard/test/customers?search=%C3%85sa&after=a%2Fb",
    "/dashboard/customers/cus_1#invoices",
    "/graphiql",
    "/dashboard/customers?next=https://evil.example",
    "/dashboard//customers",
]
FOREIGN = [
    None,
    "",
    "dashboard/customers",
    "https://evil.example",
    "https:/evil.example",
    "HTTPS://evil.example/dashboard/customers",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/dashboard\\..\\..\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/dashboard/customers\r\nSet-Cookie: a=b",
    "/dashboard/customers\0",
    "/dashboard/customers\x7f",
    "/dashboard/Ååsa",
    "/\u2028/evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "?next=/",
    "/" + "x" * MAX_LENGTH,
]


@pytest.mark.parametrize("wanted", OWN)
def test_a_page_of_ours_is_where_it_leads(wanted: str) -> None:
    assert choose_return_url(wanted) == wanted


@pytest.mark.parametrize("wanted", FOREIGN)
def test_whatever_leads_elsewhere_leads_to_the_customers(wanted: str | None) -> None:
    assert choose_return_url(wanted) == HOME


@pytest.mark.parametrize(
    "wanted", ["/dashboard/sign-in", "/dashboard/sign-in?next=/dashboard/x", "/dashboard/sign-out"]
)
def test_signing_in_never_leads_to_signing_in_or_out(wanted: str) -> None:
    assert choose_return_url(wanted) == HOME
