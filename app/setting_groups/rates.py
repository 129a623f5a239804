"""Settings: how often."""

from pydantic import Field

from app.setting_groups.group import Group


class Rates(Group):
    """Rates."""

    rate_requests: int = Field(default=100, ge=0)
    """Requests a second for each key or operator; 0 means no limit, as for all rates."""
    rate_cost: int = Field(default=100_000, ge=0, le=2**31 - 1)
    """Cost points a second for each key."""
    rate_token_requests: int = Field(default=20, ge=0)
    """Requests a second for each customer's token."""
    rate_token_cost: int = Field(default=10_000, ge=0, le=2**31 - 1)
    """Cost points a second for each customer's token."""
    rate_pdf_links: int = Field(default=60, ge=0)
    """Downloads a minute by the links of an invoice."""
    rate_failed_keys: int = Field(default=100, ge=0)
    """Wrong keys a second from an address."""
    rate_failed_sign_ins: int = Field(default=10, ge=0)
    """Failed sign-ins a minute from an address."""
    rate_failed_passwords: int = Field(default=10, ge=0)
    """Failed sign-ins of an account in 15 minutes."""
