"""Builds single sign-on where the settings name a provider; elsewhere nothing of it is loaded."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.sessions.parts import SignInParts
from app.settings import Settings
from dashboard.session.return_urls import PROVIDER_RETURN
from models.values.instant import Clock
from storage.database import Database

if TYPE_CHECKING:
    from app.single_sign_on.sign_in import SingleSignOn


def open_single_sign_on(
    settings: Settings, database: Database, parts: SignInParts, clock: Clock, count: Callable[[str], None]
) -> "SingleSignOn | None":
    """None without a provider."""
    if settings.oidc_issuer is None:
        return None
    from app.single_sign_on.accounts import ProviderAccounts
    from app.single_sign_on.provider import Provider
    from app.single_sign_on.sign_in import SingleSignOn

    provider = Provider(settings, f"{settings.base_url}{PROVIDER_RETURN}", clock)
    accounts = ProviderAccounts(database, parts.opening, settings.oidc_roles, clock)
    return SingleSignOn(provider, accounts, parts.failed, count)
