"""What a client accepts: a kind of JSON or a page, by its Accept header, and which languages."""

from functools import lru_cache
from typing import Any

from starlette.requests import Request

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"


class NotAcceptable(Exception):
    """The client accepts none of our media types."""


_RANGES = {JSON: (JSON, "application/*", "*/*"), GRAPHQL_JSON: (GRAPHQL_JSON, "application/*", "*/*")}


# Of longer headers only the beginning is read, or those that are remembered would take megabytes.
MAX_CHARACTERS = 1000


def choose_media_type(accept: str | None) -> str | None:
    """The media type of the answer, by RFC 9110 §12.5.1; None when the client can read neither.

    The newer one is only for those who name it: the older is the default of GraphQL over HTTP.
    """
    return _choose(accept[:MAX_CHARACTERS]) if accept else JSON


@lru_cache(maxsize=64)
def _choose(accept: str) -> str | None:
    if accept == "*/*":
        return JSON
    weights = _read_weights(accept)
    older, newer = _weight(weights, JSON), _weight(weights, GRAPHQL_JSON)
    if newer and newer >= older and GRAPHQL_JSON in weights:
        return GRAPHQL_JSON
    return JSON if older else GRAPHQL_JSON if newer else None


def wants_page(request: Request[Any]) -> bool:
    """Whether a browser asks: it accepts HTML, and prefers it to what programs ask for."""
    weights = _read_weights(request.headers.get("accept", "")[:MAX_CHARACTERS])
    return weights.get(HTML, 0.0) > weights.get(JSON, 0.0)


def list_languages(header: str | None) -> list[str]:
    """The language tags of an Accept-Language header, the preferred one first."""
    weights = _read_weights((header or "")[:MAX_CHARACTERS])
    return sorted((tag for tag, weight in weights.items() if weight), key=lambda tag: -weights[tag])


def _weight(weights: dict[str, float], media_type: str) -> float:
    # The most specific range decides, whatever a wider one says.
    return next((weights[name] for name in _RANGES[media_type] if name in weights), 0.0)


def _read_weights(accept: str) -> dict[str, float]:
    weights = {}
    for element in accept.split(","):
        name, _, parameters = element.partition(";")
        weights[name.strip().lower()] = _read_quality(parameters) if parameters else 1.0
    return weights


def _read_quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return _read_number(value)
    return 1.0


def _read_number(text: str) -> float:
    try:
        return min(float(text), 1.0) if float(text) > 0 else 0.0
    except ValueError:
        # A range that can't be read is ignored.
        return 1.0
