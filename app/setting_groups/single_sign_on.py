"""Settings: the organisation's provider, through which operators sign in."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from app.setting_groups.checks import check_issuer, parse_json
from app.setting_groups.group import Group


class OidcRole(BaseModel, extra="forbid", frozen=True):
    """What the members of a group are here: operators of a project (id or name) with a role."""

    project: str
    role: Literal["viewer", "operator", "admin"]


class SingleSignOn(Group):
    """Signing in with the organisation's account."""

    passwords: bool = True
    """If false, operators sign in through the provider alone."""
    oidc_issuer: Annotated[str, AfterValidator(check_issuer)] | None = None
    """The OpenID Connect provider's issuer, exactly as it names itself; needs the three that follow."""
    oidc_client_id: str | None = None
    """How this service is called there."""
    oidc_client_secret: SecretStr | None = None
    """What this service proves with that it is the one."""
    oidc_roles: Annotated[dict[str, OidcRole], NoDecode, BeforeValidator(parse_json)] = Field(default={})
    """JSON with a `project` (id or name) and a `role` (`viewer`, `operator`, `admin`) for each group, such as
    `{"support": {"project": "Acme Ltd", "role": "viewer"}}`. Of somebody in several, the first here counts.
    """
    oidc_groups_claim: str = "groups"
    """The claim that lists somebody's groups."""
    oidc_scopes: str = "openid email profile"
    """What is asked for; some providers have a scope for groups."""

    @model_validator(mode="after")
    def _has_a_way_to_sign_in(self) -> Self:
        if self.oidc_issuer is not None and not (self.oidc_client_id and self.oidc_client_secret and self.oidc_roles):
            raise ValueError(
                "CALMONY_OIDC_ISSUER needs CALMONY_OIDC_CLIENT_ID, CALMONY_OIDC_CLIENT_SECRET and CALMONY_OIDC_ROLES"
            )
        if not self.passwords and self.oidc_issuer is None:
            raise ValueError("CALMONY_PASSWORDS can be false only with CALMONY_OIDC_ISSUER, or nobody can sign in")
        return self
