"""The command line: `calmony …`."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from app.commands import (
    audit,
    backup,
    copy,
    customer,
    demo,
    developer,
    generate,
    importing,
    key,
    link,
    migrate,
    operator,
    pdf,
    plan,
    project,
    schema,
    secret,
    serve,
    verify,
)
from app.serving.garbage_collection import collect_seldom, end_at_once
from app.user_error import UserError
from app.version import VERSION

collect_seldom()
end_at_once()


class OneLineErrors(TyperGroup):
    """Shows the user's mistake as one line on standard error, and exits with 1, or 2 for wrong usage."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """As Typer's, apart from how errors are shown."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as error:
            code = _complain(_describe(error), error.exit_code)
        except UserError as error:
            code = _complain(str(error), 1)
        if standalone_mode:
            raise SystemExit(code or 0)
        return code


def _describe(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    message = " ".join(error.format_message().split())
    return f"{message.rstrip('.')}. See `{context.command_path} --help`." if context and message else message


def _complain(message: str, code: int) -> int:
    # A group without a command has shown its help already, and has nothing to say.
    if message:
        typer.echo(f"Error: {message}", err=True)
    return code


cli = typer.Typer(
    cls=OneLineErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="One customer's profile, payments, subscriptions and invoices in one GraphQL request.",
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"calmony {VERSION}")
        raise typer.Exit


@cli.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


cli.command("serve")(serve.serve)
cli.command("demo")(demo.demo)
cli.command("migrate")(migrate.migrate)
cli.command("verify")(verify.verify)
cli.command("import")(importing.import_files)
cli.command("generate")(generate.generate)
cli.command("copy")(copy.copy)
cli.command("backup")(backup.backup)
cli.command("audit")(audit.audit)
cli.add_typer(project.commands, name="project")
cli.add_typer(key.commands, name="key")
cli.add_typer(link.commands, name="link")
cli.add_typer(secret.commands, name="secret")
cli.add_typer(operator.commands, name="operator")
cli.add_typer(customer.commands, name="customer")
cli.command("pdf")(pdf.pdf)
cli.command("schema")(schema.schema)
cli.command("plan")(plan.plan)
cli.command("check-migrations", hidden=True)(developer.check_migrations)
cli.command("make-migration", hidden=True)(developer.make_migration)
cli.command("settings-page", hidden=True)(developer.settings_page)
