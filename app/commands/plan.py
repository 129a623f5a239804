"""`plan`: prints how the queries of a document are run."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.user_error import UserError

if TYPE_CHECKING:
    from graphql import GraphQLFormattedError

    from engine.documents.document import Document
    from engine.operation import Operation

STANDARD_INPUT = Path("-")


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GraphQL document; - for standard input.")],
) -> None:
    """Print how each query of a GraphQL document is run: what it reads, and the code that writes its answer.

    The read plan comes first, a level for each round of reads. A line says
    what is read for all rows of the level at once, by which keys, and, after
    the colon, which columns. What it reads is `reading.found` with the number
    in brackets, in the Python source that follows.

    Fields with @include or @skip by a variable are left in. No database is
    needed. An operation without a plan is answered by the resolvers.
    """
    document = _read_document(file)
    for operation in document.operations.values():
        typer.echo("\n".join(_describe(document, operation)))


def _read_document(file: Path) -> "Document":
    from engine.documents.reader import DocumentReader
    from schema.root import SCHEMA

    document = DocumentReader(SCHEMA, plans=False).read(_read_text(file))
    if document.errors:
        raise UserError(f"{file}: {_locate(document.errors[0])}")
    return document


def _read_text(file: Path) -> str:
    try:
        return sys.stdin.read() if file == STANDARD_INPUT else file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: {getattr(error, 'strerror', None) or 'this is not UTF-8 text'}") from error


def _locate(error: "GraphQLFormattedError") -> str:
    message = " ".join(error["message"].split())
    places = [f"line {place['line']}, column {place['column']}" for place in error.get("locations", [])[:1]]
    return ": ".join([*places, message])


def _describe(document: "Document", operation: "Operation") -> Iterator[str]:
    from engine.plans.compiler import compile_query
    from engine.plans.conditions import values_that_include
    from engine.plans.not_covered import NotCovered
    from schema.root import SCHEMA

    yield from (f"# {operation.kind.value} {operation.name or 'without a name'}", "")
    if operation.kind.value != "query":
        yield "Answered by the resolvers: only queries have a plan."
        return
    assert document.ast is not None  # noqa: S101
    values = values_that_include(SCHEMA._schema, document.ast, operation.node)
    try:
        compiled = compile_query(SCHEMA, document.ast, operation.node, values)
    except NotCovered as reason:
        yield f"Answered by the resolvers: {reason}."
        return
    most = f"At most {compiled.reads.count} reads, nearly all of one statement each."
    yield from ("## What is read", "", str(compiled.reads), "", most, "", "## What writes the answer", "")
    yield compiled.source
