"""Finds the viewer of a customer's token."""

from sqlalchemy import SelectBase, and_, bindparam, select
from sqlmodel import col

from models.access.api_key import ApiKey
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.billing.customer import Customer
from models.values.instant import Instant
from resolvers.signing.customer_tokens import BadCustomerToken, CustomerTokens, TokenSubject
from storage.database import Database
from storage.statements import compile_statement

# A customer is not told the name of the key.
VIEWER_NAME = "Customer token"

_CUSTOMER_OF_KEY = and_(
    col(Customer.project_id) == col(ApiKey.project_id),
    col(Customer.live_mode) == col(ApiKey.live_mode),
    col(Customer.id) == bindparam("customer_id"),
)

_FIND_PROJECT: SelectBase = (
    select(col(Project.name), col(Project.time_zone))
    .select_from(ApiKey)
    .join(Project, col(Project.id) == col(ApiKey.project_id))
    .join(Customer, _CUSTOMER_OF_KEY)
    .where(
        col(ApiKey.id) == bindparam("key_id"),
        col(ApiKey.project_id) == bindparam("project_id"),
        col(ApiKey.live_mode) == bindparam("live_mode"),
        col(ApiKey.revoked_at).is_(None),
    )
)


class TokenAuthenticator:
    """Finds the viewer of a customer's token in one statement, which checks its key and its customer."""

    def __init__(self, database: Database, tokens: CustomerTokens) -> None:
        self._database = database
        self._tokens = tokens
        self._find_project = compile_statement(_FIND_PROJECT, database.dialect)

    async def authenticate(self, token: str, now: Instant) -> Viewer | None:
        """None for a token that is forged or expired, whose key is revoked or whose customer is gone."""
        try:
            subject = self._tokens.read(token, now)
        except BadCustomerToken:
            return None
        rows = await self._database.fetch(self._find_project, subject._asdict())
        return _viewer_of(subject, *rows[0]) if rows else None


def _viewer_of(subject: TokenSubject, project_name: str, time_zone: str) -> Viewer:
    return Viewer(
        project_id=subject.project_id,
        project_name=project_name,
        live_mode=subject.live_mode,
        role=Role.CUSTOMER,
        name=VIEWER_NAME,
        credential_id=subject.key_id,
        customer_id=subject.customer_id,
        time_zone=time_zone,
    )
