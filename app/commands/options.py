"""Options that several commands take."""

from enum import StrEnum
from typing import Annotated

import typer

ProjectOption = Annotated[str, typer.Option("--project", metavar="P", help="The project's ID or name.")]
AnyProjectOption = Annotated[
    str | None, typer.Option("--project", metavar="P", help="Only those of this project, by ID or name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
LiveOption = Annotated[bool, typer.Option("--live/--test", help="As live or as test data.")]
SeedOption = Annotated[int, typer.Option(min=0, help="The same seed always creates the same data.")]
HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")]


class RoleChoice(StrEnum):
    """A role as it is typed."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


RoleOption = Annotated[
    RoleChoice,
    typer.Option(
        case_sensitive=False,
        help="A viewer reads; an operator also cancels subscriptions; an admin also sees who read which customer.",
    ),
]
