"""Every page that a browser can open: what it must show, and where a link of it leads."""

from dataclasses import dataclass

from models.access.viewer import Role
from models.billing.erasure import Erasure, hash_of_erased
from storage.database import Database
from tests.app.signing_in import EMAIL, SIGN_IN
from tests.dashboard.browser.shop import ADA, fill_shop, fill_troubles
from tests.factories import NOW, save

LIST = "/dashboard/customers"
CANCEL = f"{ADA}/subscriptions/sub_1_1/cancel"
_BACK = ("Ada Lovelace", "Ada Lovelace")
_ALL = ("All customers", "Customers")


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Its heading, a text of its main part, and a link there with the heading of the page that it leads to.

    `role` is whose page it is: nobody's who signed in, with None.
    """

    path: str
    heading: str
    text: str
    link: tuple[str, str] | None
    role: Role | None = Role.ADMIN


PAGES = (
    ListedPage(LIST, "Customers", "Grace Hopper", _BACK),
    ListedPage(ADA, "Ada Lovelace", "The bank declined the card.", ("CUS_1-0001", "Invoice CUS_1-0001")),
    ListedPage("/dashboard/invoices/in_1_1", "Invoice CUS_1-0001", "Beans 0", _BACK),
    ListedPage(
        "/dashboard/invoices/in_1_1/links",
        "Links to invoice CUS_1-0001",
        "This can’t be undone.",
        ("Keep links", "Invoice CUS_1-0001"),
    ),
    ListedPage("/dashboard/payments/pi_1_2", "Payment of £49.00", "The bank declined the card.", _BACK),
    ListedPage("/dashboard/subscriptions/sub_1_1", "Coffee club · Plan 1", "What comes next", _BACK),
    ListedPage(CANCEL, "Cancel this subscription?", "Nothing is refunded", ("Keep subscription", "Ada Lovelace")),
    ListedPage("/dashboard/cancellations", "Cancellations", "Mary Somerville", ("Mary Somerville", "Mary Somerville")),
    ListedPage(f"{ADA}/readers", "Who read Ada Lovelace", "Access log", _BACK),
    ListedPage(f"{LIST}/cus_2/erase", "Erase this customer?", "Goes for good", ("Keep customer", "Grace Hopper")),
    ListedPage("/dashboard/account", "Your account", "Where you are signed in", ("Turn on", "Second factor")),
    ListedPage("/dashboard/account/second-factor", "Second factor", "Scan this", ("Your account", "Your account")),
    ListedPage(f"{LIST}/cus_none", "Customer not found", "has no customer with this ID", _ALL),
    ListedPage(f"{LIST}/cus_erased", "Customer erased", "Nothing is left.", _ALL),
    ListedPage("/dashboard/nowhere", "Page not found", "The address may be wrong", _ALL),
    ListedPage(CANCEL, "Only operators can cancel", "Ask an operator", _ALL, Role.VIEWER),
    ListedPage(f"{ADA}/erase", "Only admins can erase", "Ask one of them.", _ALL, Role.OPERATOR),
    ListedPage(
        "/dashboard/invoices/in_1_1/links", "Only admins can revoke links", "Ask one of them.", _ALL, Role.OPERATOR
    ),
    ListedPage(f"{ADA}/readers", "Only admins can see this page", "Ask one of them.", _ALL, Role.OPERATOR),
    ListedPage(SIGN_IN, "Sign in to Calmony Pay", "Password", None, None),
    ListedPage(
        f"{SIGN_IN}/provider",
        "Page not found",
        "This service has no sign-in service",
        ("All customers", "Sign in to Calmony Pay"),
        None,
    ),
)


async def fill_listed(database: Database) -> None:
    """What the pages show."""
    await fill_shop(database)
    await fill_troubles(database)
    who = {"customer_hash": hash_of_erased("prj_1", True, "cus_erased"), "actor": EMAIL, "actor_id": "op_1"}
    when = {"erased_at": NOW, "kept_until": NOW}
    await save(database, Erasure(project_id="prj_1", live_mode=True, **who, **when, removed={}, emptied={}))
