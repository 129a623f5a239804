"""From a text to a syntax tree of bearable size, or to an error that names the limit."""

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse

from engine.errors import LIMIT_EXCEEDED, PARSE_FAILED, with_code
from engine.limits.limits import LimitExceeded, Limits
from engine.limits.measures import check_size

# How the parser ends the message of an error that is about one of its limits.
_ABORTED = "Parsing aborted."


def parse_document(text: str, limits: Limits) -> DocumentNode:
    """The document of a text within all limits; raises GraphQLError with its code."""
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
