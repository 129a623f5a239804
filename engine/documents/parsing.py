"""Parsing within limits: a text becomes a syntax tree, or an error that names the limit."""

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse

from engine.documents.size import check_size
from engine.errors import LIMIT_EXCEEDED, PARSE_FAILED, with_code
from engine.limits import LimitExceeded, Limits

# How the parser ends its message when one of its own limits stopped it.
_ABORTED = "Parsing aborted."


def parse_document(text: str, limits: Limits) -> DocumentNode:
    """The syntax tree of a document. Raises GraphQLError, with its code, for a syntax error or an exceeded limit."""
    try:
        document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as error:
        raise _explain(error, limits) from None
    try:
        check_size(document, limits)
    except LimitExceeded as error:
        raise with_code(GraphQLError(str(error)), LIMIT_EXCEEDED) from None
    return document


def _explain(error: GraphQLSyntaxError, limits: Limits) -> GraphQLError:
    if not error.message.endswith(_ABORTED):
        return with_code(error, PARSE_FAILED)
    if "tokens" in error.message:
        message = f"The document has more than {limits.tokens:,} tokens."
    elif "comments" in error.message:
        message = f"The document has more than {limits.comments:,} comments."
    else:
        message = "The document is nested too deeply."
    return with_code(GraphQLError(message, source=error.source, positions=error.positions), LIMIT_EXCEEDED)
