"""What all groups of settings have in common."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_settings import NoDecode

from app.setting_groups.checks import split_at_commas

Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_at_commas)]
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(split_at_commas)]
"""Several, separated by commas."""


class Group(BaseModel):
    """Settings about one matter: each has its description under it, and its bounds in its type."""

    model_config = ConfigDict(use_attribute_docstrings=True, frozen=True)
