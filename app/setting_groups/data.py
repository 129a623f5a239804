"""Settings: what is stored, and where."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from app.setting_groups.checks import check_redis_url, check_secrets
from app.setting_groups.group import Group

DEFAULT_DATABASE = "sqlite+aiosqlite:///var/calmony.db"
# Known to everybody: good on one's own machine, refused by `serve` off loopback.
DEVELOPMENT_SECRET = "only-for-development-set-CALMONY_SECRET_KEY"  # noqa: S105


class Data(Group):
    """Databases and secrets."""

    database_url: str = Field(default=DEFAULT_DATABASE, repr=False)
    """Also `postgresql+asyncpg://user:password@host/name`."""
    database_read_url: str | None = Field(default=None, repr=False)
    """A replica to read from, as long as it has the latest changes."""
    database_pooler: Literal["transaction"] | None = None
    """`transaction` where the URL leads to PgBouncer in transaction mode."""
    redis_url: Annotated[SecretStr, AfterValidator(check_redis_url)] | None = None
    """Shares rates, hashed queries and news of changes between all processes (`pip install redis`)."""
    secret_key: Annotated[SecretStr, AfterValidator(check_secrets)] = SecretStr(DEVELOPMENT_SECRET)
    """Signs invoice links, customer tokens and cookies, and encrypts the seeds of second factors; of several secrets,
    separated by commas, the first signs and all verify. Each has 16 characters or more. The default is good on
    one's own machine alone: `serve` refuses it unless both the address to listen on and the base URL are this
    machine's.
    """
    secrets_folder: Path | None = None
    """A folder with a file for each setting that should not stand in the environment, named as the variable. What
    Docker and Kubernetes mount, and systemd's `$CREDENTIALS_DIRECTORY`, are such folders. The environment comes first.
    """
