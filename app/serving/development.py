"""What is good on one's own machine, and nowhere else."""

from app.loopback import is_loopback
from app.settings import Settings
from app.user_error import UserError


def refuse_development_secret(settings: Settings, host: str) -> None:
    """Raises UserError where anybody else reaches a service that signs with the secret which everybody knows.

    Behind a proxy that ends TLS, `host` to listen on is this machine's, and the base URL is not.
    """
    public = next((each for each in (host, settings.host) if not is_loopback(each)), None)
    if settings.has_development_secret and public is not None:
        raise UserError(
            f"To be reachable at {public}, the service needs its own secret: set CALMONY_SECRET_KEY to the output of "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        )
