"""`operator …`: the people who sign in to the dashboard."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, print_table
from app.commands.options import AnyProjectOption, JsonOption, ProjectOption, RoleOption
from app.user_error import UserError

if TYPE_CHECKING:
    from models.access.operator import Operator

commands = typer.Typer(no_args_is_help=True, help="Operators: the people who sign in to the dashboard.")

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address to sign in with.")]
PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from a line of standard input.")
]


@commands.command()
def create(
    email: EmailArgument,
    project: ProjectOption,
    role: RoleOption,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Create an operator.

    A password has at least 12 characters. Without --password-stdin one is generated and printed once. Where
    CALMONY_PASSWORDS is false there is none: the operator signs in through the provider, whose groups then say which
    project and role they have.
    """
    from app.admin.operators import create_operator
    from models.access.viewer import Role
    from models.values.instant import system_clock

    password = _read_password(password_stdin) if _has_passwords(password_stdin) else None
    operator = run_on_database(
        lambda database: create_operator(
            database, email, project, role=Role[role.name], password=password, now=system_clock()
        )
    )
    shown = {} if password_stdin or password is None else {"password": password}
    if as_json:
        print_json({"id": operator.id, "email": operator.email, "role": role.value, **shown})
    else:
        typer.echo("\n".join([operator.id, *shown.values()]))
    if password is None:
        typer.echo(
            "CALMONY_PASSWORDS is false: they sign in through the provider, in the role of their groups.", err=True
        )


@commands.command()
def password(
    email: EmailArgument,
    project: AnyProjectOption = None,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give an operator a new password, which ends all their sessions.

    Without --password-stdin one is generated and printed once.
    """
    from app.admin.operators import set_password
    from models.values.instant import system_clock

    _has_passwords(needed=True)
    chosen = _read_password(password_stdin)
    operator = run_on_database(
        lambda database: set_password(database, email, project, password=chosen, now=system_clock())
    )
    shown = {} if password_stdin else {"password": chosen}
    if as_json:
        print_json({"id": operator.id, "email": operator.email, **shown})
    else:
        typer.echo("\n".join([operator.id, *shown.values()]))


@commands.command("reset-second-factor")
def reset(email: EmailArgument, as_json: JsonOption = False) -> None:
    """Turn an operator's second factor off: for somebody who lost the app and the recovery codes."""
    from app.admin.operators import reset_second_factor

    operator = run_on_database(lambda database: reset_second_factor(database, email))
    if as_json:
        print_json({"id": operator.id, "email": operator.email})
    else:
        typer.echo(f"The password of {operator.id} is enough to sign in.")


@commands.command("list")
def list_all(project: AnyProjectOption = None, as_json: JsonOption = False) -> None:
    """List operators, including revoked ones, oldest first."""
    from app.admin.operators import list_operators

    operators = run_on_database(lambda database: list_operators(database, project))
    described = [_describe(operator) for operator in operators]
    if as_json:
        print_json({"operators": described})
    else:
        shown = ("id", "email", "role", "createdAt", "revokedAt")
        headings = ("ID", "E-MAIL", "ROLE", "CREATED", "REVOKED")
        print_table(headings, [[operator[name] for name in shown] for operator in described])


@commands.command()
def revoke(email: EmailArgument, as_json: JsonOption = False) -> None:
    """Revoke an operator, who can then no longer sign in."""
    from app.admin.operators import revoke_operator
    from models.values.instant import system_clock

    operator = run_on_database(lambda database: revoke_operator(database, email, system_clock()))
    if as_json:
        print_json(_describe(operator))
    else:
        typer.echo(f"Revoked {operator.id}.")


def _has_passwords(needed: bool) -> bool:
    """Whether operators have passwords; raises UserError where they have none and one is `needed`."""
    from app.settings import read_settings

    has_passwords = read_settings().passwords
    if needed and not has_passwords:
        raise UserError("CALMONY_PASSWORDS is false: operators have no password here, and sign in at the provider.")
    return has_passwords


def _read_password(from_stdin: bool) -> str:
    from models.access.operator import generate_password

    return sys.stdin.readline().rstrip("\r\n") if from_stdin else generate_password()


def _describe(operator: "Operator") -> dict[str, Any]:
    from models.values.instant import rfc3339

    return {
        "id": operator.id,
        "email": operator.email,
        "projectId": operator.project_id,
        "role": operator.role.value.lower(),
        "createdAt": rfc3339(operator.created_at),
        "revokedAt": operator.revoked_at and rfc3339(operator.revoked_at),
    }
