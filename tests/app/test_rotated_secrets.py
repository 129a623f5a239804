"""A new secret in front of an old one ends nothing; an old one that is dropped ends what it signed."""

import httpx
import pytest

from app.contexts import customer_tokens, invoice_links
from app.sessions.cookies import session_cookie
from app.settings import Settings
from models.access.project import Project
from models.access.viewer import Role
from models.values.instant import DAY, Instant
from resolvers.signing.customer_tokens import TokenSubject
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.signing_in import fields_of
from tests.app.test_rates import Open, open_client
from tests.factories import NOW, make_customer, make_invoice, make_line, make_operator, make_session, save

__all__ = ["open_client"]

pytestmark = pytest.mark.one_database

OLD, NEW = "the secret of last year", "the secret of this year"
BEFORE, DURING, AFTER = OLD, f"{NEW}, {OLD}", NEW
PAGE = "/dashboard/customers"
SIGN_OUT = "/dashboard/sign-out"


class Signed:
    """What a browser, an app and an e-mail hold that were signed with this secret key."""

    def __init__(self, secret_key: str, subject: TokenSubject, session: str) -> None:
        settings = Settings(secret_key=secret_key)  # type: ignore[arg-type]
        invoice = InvoiceAddress(subject.project_id, True, "in_1_1")
        self.link = invoice_links(settings).url(invoice, NOW).removeprefix(settings.base_url)
        token = customer_tokens(settings).issue(subject, Instant(NOW + DAY))
        self.token = {"Authorization": f"Bearer {token}"}
        self.cookie = {"Cookie": session_cookie(settings).write(session).partition(";")[0]}

    async def use(self, client: httpx.AsyncClient) -> list[int]:
        """The statuses of an answer to each."""
        answers = [
            await client.get(self.link),
            await client.post("/graphql", json={"query": "{ __typename }"}, headers=self.token),
            await client.get(PAGE, headers=self.cookie),
        ]
        return [answer.status_code for answer in answers]


@pytest.fixture
async def session(database: Database, project: Project, add_key: AddKey) -> tuple[TokenSubject, str]:
    customer, operator = make_customer(), make_operator()
    invoice = make_invoice(customer)
    key, made = await add_key(role=Role.OPERATOR), make_session(operator)
    await save(database, customer, invoice, make_line(invoice), operator)
    await save(database, made.row)
    return TokenSubject(project.id, True, customer.id, key.row.id), made.token


async def test_what_was_signed_before_counts_until_its_secret_is_dropped(
    open_client: Open, session: tuple[TokenSubject, str]
) -> None:
    old, new = Signed(BEFORE, *session), Signed(DURING, *session)

    async with open_client(secret_key=DURING) as client:
        during = await old.use(client), await new.use(client)
    async with open_client(secret_key=AFTER) as client:
        after = await old.use(client), await new.use(client)

    assert during == ([200, 200, 200], [200, 200, 200])
    assert after == ([403, 401, 303], [200, 200, 200])


async def test_a_form_that_was_open_when_the_secret_changed_is_taken(
    open_client: Open, session: tuple[TokenSubject, str]
) -> None:
    cookie = Signed(BEFORE, *session).cookie
    async with open_client(secret_key=BEFORE) as client:
        form = fields_of(await client.get(PAGE, headers=cookie))

    async with open_client(secret_key=DURING) as client:
        before = await client.get(PAGE, headers=cookie)
        await client.post(SIGN_OUT, data=form, headers=cookie)
        after = await client.get(PAGE, headers=cookie)

    assert (before.status_code, after.status_code) == (200, 303)


def test_each_secret_is_long_enough_and_none_is_the_published_one() -> None:
    with pytest.raises(ValueError, match="characters for each secret"):
        Settings(secret_key=f"{NEW},short")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="characters for each secret"):
        Settings(secret_key=" , ,             ,  ")  # type: ignore[arg-type]

    published = f"{NEW},only-for-development-set-CALMONY_SECRET_KEY"
    assert Settings(secret_key=published).has_development_secret  # type: ignore[arg-type]
