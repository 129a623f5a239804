"""`secret …`: what is encrypted under CALMONY_SECRET_KEY."""

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json
from app.commands.options import JsonOption
from app.user_error import UserError

commands = typer.Typer(no_args_is_help=True, help="Secrets: what is encrypted under CALMONY_SECRET_KEY.")


@commands.callback()
def secret() -> None:
    """A group of its own, though it has one command."""


@commands.command()
def renew(as_json: JsonOption = False) -> None:
    """Encrypt again, under the first secret, what is encrypted: then an older secret can be dropped.

    These are the operators' second factors. It ends with 1 where one was encrypted under a secret that is not among
    those of CALMONY_SECRET_KEY, and leaves that one as it is.
    """
    from app.admin.secrets import renew_secrets
    from app.settings import read_settings

    secret_key = read_settings().secret_key.get_secret_value()
    renewed = run_on_database(lambda database: renew_secrets(database, secret_key))
    if as_json:
        print_json({"renewed": renewed.number, "unreadable": renewed.unreadable})
    else:
        typer.echo(f"{renewed.number} encrypted under the first secret.")
    if renewed.unreadable:
        raise UserError(
            f"Encrypted under a secret that is gone: the second factors of {', '.join(renewed.unreadable)}."
        )
