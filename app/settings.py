"""Settings: read once from the environment, checked, and carried from there."""

import os
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.setting_groups.connections import Connections
from app.setting_groups.data import DEVELOPMENT_SECRET, Data
from app.setting_groups.documents import Documents
from app.setting_groups.operations import Operations
from app.setting_groups.operators import Operators
from app.setting_groups.pdfs import Pdfs
from app.setting_groups.rates import Rates
from app.setting_groups.reach import Reach
from app.setting_groups.running import Running
from app.setting_groups.single_sign_on import SingleSignOn
from app.user_error import UserError
from resolvers.signing.signatures import split_secrets

PREFIX = "CALMONY_"
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECRETS_FOLDER = f"{PREFIX}SECRETS_FOLDER"


class InvalidSetting(UserError):
    """A variable of the environment holds what its setting can't be; says which and why on one line."""


class Settings(
    Reach, Data, Pdfs, Operations, Connections, Rates, Operators, SingleSignOn, Documents, Running, BaseSettings
):
    """Each field is the variable `CALMONY_<FIELD>`; durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    @property
    def has_development_secret(self) -> bool:
        """Whether signatures could be forged by anybody who has read the source."""
        return DEVELOPMENT_SECRET in split_secrets(self.secret_key.get_secret_value())

    @property
    def host(self) -> str:
        """The name in the base URL, without its port."""
        return urlsplit(self.base_url).hostname or ""

    def with_hosts(self, names: tuple[str, ...]) -> Self:
        """These settings with `names` among the hosts at which requests are answered."""
        return self.model_copy(update={"allowed_hosts": (*self.allowed_hosts, *names)})

    def reached_at(self, url: str) -> Self:
        """These settings with `url` as the base URL, unless another was set."""
        return self if "base_url" in self.model_fields_set else self.model_copy(update={"base_url": url})


def read_settings(**overrides: Any) -> Settings:
    """The settings of the environment, `overrides` before it and files of secrets after; raises InvalidSetting."""
    folder = os.environ.get(SECRETS_FOLDER) or None
    if folder and not Path(folder).is_dir():
        raise InvalidSetting(f"{SECRETS_FOLDER}: there is no folder {folder}")
    try:
        return Settings(_secrets_dir=folder, **overrides)
    except ValidationError as error:
        raise InvalidSetting("; ".join(map(_describe, error.errors(include_input=False)))) from None


def pass_to_workers(settings: Settings) -> None:
    """Puts what the command line decided where worker processes will read it."""
    os.environ[f"{PREFIX}BASE_URL"] = settings.base_url
    os.environ[f"{PREFIX}ALLOWED_HOSTS"] = ",".join(settings.allowed_hosts)
    os.environ[f"{PREFIX}WORKERS"] = str(settings.workers)


def environment_with_modules(folder: Path) -> dict[str, str]:
    """This process's environment, for another one of the same user that finds its modules in the folder."""
    return {**os.environ, "PYTHONPATH": str(folder)}


def share_metrics(folder: Path) -> None:
    """Tells worker processes where prometheus_client keeps their measures: it asks when it is imported."""
    os.environ[METRICS_FOLDER] = str(folder)


def shared_metrics_folder() -> Path | None:
    """Where this process shares its measures with others, None when it is alone."""
    folder = os.environ.get(METRICS_FOLDER)
    return Path(folder) if folder else None


def _describe(problem: Any) -> str:
    told: str = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return told
    setting, *inside = map(str, problem["loc"])
    return f"{PREFIX}{setting.upper()}: {': '.join((*inside, told))}"
