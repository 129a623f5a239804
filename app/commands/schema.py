"""`schema`: prints the GraphQL schema."""

import typer


def schema() -> None:
    """Print the GraphQL schema as SDL."""
    from schema.root import print_schema

    typer.echo(print_schema(), nl=False)
