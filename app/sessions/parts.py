"""What signing in and one's own account share, built for one database."""

from typing import NamedTuple

from app.rates.rates import Rates
from app.secrets.sealing import Sealing
from app.sessions.failed_attempts import FailedAttempts
from app.sessions.opening import Opening
from app.sessions.password_checks import PasswordChecks
from app.sessions.second_factors import PURPOSE, SecondFactors
from app.settings import Settings
from models.values.instant import Clock
from storage.database import Database


class SignInParts(NamedTuple):
    """One of each for the application: failures and turns are counted together."""

    failed: FailedAttempts
    checks: PasswordChecks
    second_factors: SecondFactors
    opening: Opening


def sign_in_parts(settings: Settings, database: Database, rates: Rates, clock: Clock) -> SignInParts:
    """By the limits and secrets of the settings."""
    failed = FailedAttempts(rates)
    second_factors = SecondFactors(database, Sealing(settings.secret_key.get_secret_value(), PURPOSE), clock)
    return SignInParts(
        failed,
        PasswordChecks(database, failed),
        second_factors,
        Opening(database, second_factors, clock, settings.session_time_limit),
    )
