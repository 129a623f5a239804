"""Reads submitted forms and checks that one of our pages sent them."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from dashboard.session.authentication import Authentication
from dashboard.session.origins import is_own_origin

FORM_TYPE = "application/x-www-form-urlencoded"
TOKEN_FIELD = "csrf_token"  # noqa: S105 – the field's name
MAX_FIELDS = 100

Form = Mapping[str, str]


class ForeignForm(Exception):
    """The form was not sent from a page of ours in this browser.

    `form` has its fields, which may be shown again but must not be acted on.
    """

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


async def read_form(request: Request[Any], authentication: Authentication, csrf_token: str) -> Form:
    """The fields of a POST, the last of each name.

    Raises ForeignForm without the right `csrf_token`, or if the browser names another origin.
    """
    form = await read_fields(request, authentication)
    has_token = secrets.compare_digest(form.get(TOKEN_FIELD, "").encode(), csrf_token.encode())
    if not has_token or not is_own_origin(request, authentication.host):
        raise ForeignForm(form)
    return form


async def read_fields(request: Request[Any], authentication: Authentication) -> Form:
    """The fields of a POST whoever sent it: they may be shown again, but must not be acted on."""
    return _parse(await authentication.read_body(request)) if _is_form(request) else {}


def _is_form(request: Request[Any]) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM_TYPE


def _parse(body: bytes) -> Form:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:
        return {}
