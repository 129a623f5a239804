"""The command line of the benchmarks: each is a command, and without one all short ones run."""

import asyncio

import typer

from benchmarks.findings import tell
from benchmarks.guards.measuring import Effort, measure_guards

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.callback(invoke_without_command=True)
def run_short(context: typer.Context) -> None:
    """Measure the service. Ends with 1 when a figure does not keep its bound."""
    if context.invoked_subcommand is None:
        guards()


@cli.command()
def guards() -> None:
    """What all guards around a GraphQL request cost, in CPU time. Takes half a minute."""
    if not tell(asyncio.run(measure_guards(Effort()))):
        raise typer.Exit(1)
