"""`key …`: the API keys of applications."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, print_table
from app.commands.options import AnyProjectOption, JsonOption, ProjectOption, RoleOption

if TYPE_CHECKING:
    from models.access.api_key import ApiKey

commands = typer.Typer(no_args_is_help=True, help="API keys: what applications authenticate with.")


@commands.command()
def create(
    project: ProjectOption,
    role: RoleOption,
    test: Annotated[bool, typer.Option("--test", help="For test data; without this, for live data.")] = False,
    name: Annotated[
        str, typer.Option(help="What the key is for; events name it as the actor.", show_default="its role")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Create an API key and print it once: only its hash is stored."""
    from app.admin.keys import create_key
    from models.access.viewer import Role
    from models.values.instant import system_clock

    key = run_on_database(
        lambda database: create_key(
            database,
            project,
            live_mode=not test,
            role=Role[role.name],
            name=name.strip() or f"{role.value.capitalize()} key",
            now=system_clock(),
        )
    )
    if as_json:
        print_json({"id": key.row.id, "key": key.secret, "role": role.value, "liveMode": not test})
    else:
        typer.echo(key.secret)


@commands.command("list")
def list_all(project: AnyProjectOption = None, as_json: JsonOption = False) -> None:
    """List API keys, including revoked ones, oldest first."""
    from app.admin.keys import list_keys

    described = [_describe(key) for key in run_on_database(lambda database: list_keys(database, project))]
    if as_json:
        print_json({"keys": described})
    else:
        shown = ("id", "hint", "role", "name", "lastUsedAt", "revokedAt")
        headings = ("ID", "KEY", "ROLE", "NAME", "LAST USED", "REVOKED")
        print_table(headings, [[key[name] for name in shown] for key in described])


@commands.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's ID, as shown by `key list`.")],
    as_json: JsonOption = False,
) -> None:
    """Revoke an API key: it stops working at once."""
    from app.admin.keys import revoke_key
    from models.values.instant import system_clock

    key = run_on_database(lambda database: revoke_key(database, key_id, system_clock()))
    if as_json:
        print_json(_describe(key))
    else:
        typer.echo(f"Revoked {key.id}.")


def _describe(key: "ApiKey") -> dict[str, Any]:
    from models.values.instant import rfc3339

    return {
        "id": key.id,
        "projectId": key.project_id,
        "liveMode": key.live_mode,
        "role": key.role.value.lower(),
        "name": key.name,
        "hint": key.hint,
        "createdAt": rfc3339(key.created_at),
        "lastUsedAt": key.last_used_at and rfc3339(key.last_used_at),
        "revokedAt": key.revoked_at and rfc3339(key.revoked_at),
    }
