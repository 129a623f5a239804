"""`docs/settings.md`, written from the settings themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app.setting_groups.group import Group
from app.settings import PREFIX, Settings

INTRODUCTION = """\
# Settings

Each setting is an environment variable, or a file of that name in the folder `CALMONY_SECRETS_FOLDER`. An empty
variable counts as none. What a setting can't be is said in one line, and nothing starts.

This page is written by `make fix`.
"""
HEAD = "| variable | default | allowed | what |\n| --- | --- | --- | --- |"


def write_settings_page() -> str:
    """The page as Markdown: a table for each group."""
    return "\n".join((INTRODUCTION, *map(_write_group, _list_groups())))


def _list_groups() -> Iterator[type[Group]]:
    return (base for base in Settings.__bases__ if issubclass(base, Group))


def _write_group(group: type[Group]) -> str:
    rows = "\n".join(_write_row(name, Settings.model_fields[name]) for name in group.__annotations__)
    return f"## {(group.__doc__ or '').rstrip('.')}\n\n{HEAD}\n{rows}\n"


def _write_row(name: str, field: FieldInfo) -> str:
    what = " ".join((field.description or "").split())
    return f"| `{PREFIX}{name.upper()}` | {_write_default(field.default)} | {_write_bounds(field)} | {what} |"


def _write_default(default: Any) -> str:
    match default:
        case None | () | {}:
            return "none"
        case bool():
            return str(default).lower()
        case SecretStr():
            return "for development alone"
        case str() | Path():
            return f"`{default}`"
    return str(default)


def _write_bounds(field: FieldInfo) -> str:
    choices = [f"`{choice}`" for choice in _list_choices(field.annotation)]
    bounds = {type(bound): bound for bound in field.metadata}
    if Ge in bounds:
        choices.append(f"from {bounds[Ge].ge}")
    if Gt in bounds:
        choices.append(f"over {bounds[Gt].gt}")
    if Le in bounds:
        choices.append(f"to {bounds[Le].le}")
    return " ".join(choices)


def _list_choices(annotation: Any) -> tuple[Any, ...]:
    if annotation is bool:
        return ("true", "false")
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(choice for part in get_args(annotation) for choice in _list_choices(part))
