"""What the pages need from the application to erase a customer."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.requests import Request

from resolvers.context import RequestContext


class StillKeeping(Exception):
    """PDFs are left to be made: those made so far are kept, and asked again it goes on."""


class PdfsFailed(Exception):
    """A PDF could not be made or kept, so nothing was erased."""


class CustomerEraser(NamedTuple):
    """`erase` keeps every PDF of the customer with this id, and then erases them; `years` is how long papers are kept.

    It raises StillKeeping, PdfsFailed, and what `erase_customer` raises.
    """

    years: int
    erase: Callable[[Request[Any], RequestContext, str], Awaitable[None]]
