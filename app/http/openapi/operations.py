"""The REST routes: for each, who may call it, what it takes, and what it answers with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from dashboard.cancellations.shown_cancellation import FROM, TO
from dashboard.page.last_list import PARAMETERS

KEY, LINK, SESSION, METRICS_TOKEN = "key", "link", "session", "metricsToken"
"""Ways to show who asks, as `document.py` describes them."""

JSON, HTML, CSV, XML, PDF, TEXT = (
    "application/json",
    "text/html",
    "text/csv",
    "application/xml",
    "application/pdf",
    "text/plain",
)
HEALTH, ERRORS = "Health", "Errors"


class Answer(NamedTuple):
    """A status: what it means, and the media types of its body with the schema of each; "" for bytes or a text."""

    status: int
    meaning: str
    media: Mapping[str, str] = MappingProxyType({})
    headers: tuple[str, ...] = ()


class Operation(NamedTuple):
    """A GET of a path. `access` names the ways that are good each alone; none where everybody may ask."""

    path: str
    name: str
    summary: str
    answers: tuple[Answer, ...]
    access: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


_ERROR = {JSON: ERRORS}
_REFUSED = {JSON: ERRORS, HTML: ""}
_WRONG_HOST = Answer(421, "The service does not answer to this host name.", _ERROR)
_UNAVAILABLE = Answer(503, "The database is away, or it took too long: ask again.", _REFUSED, ("Retry-After",))
_TOO_MANY = Answer(429, "Over a rate, or too many wrong keys.", _REFUSED, ("Retry-After",))
_FAILED = Answer(500, "A fault of the service; the log has it under the id in the message.", _REFUSED)

_FILE_HEADERS = ("ETag", "Content-Disposition")


def _file(path: str, name: str, noun: str, media_type: str) -> Operation:
    return Operation(
        path,
        name,
        f"{noun}, by its link, with a key or in an operator's session.",
        (
            Answer(200, "The file.", {media_type: ""}, _FILE_HEADERS),
            Answer(206, "The part of the file that was asked for with Range.", {media_type: ""}, _FILE_HEADERS),
            Answer(304, "The file is that of If-None-Match.", {}, ("ETag",)),
            Answer(401, "Neither link, key nor session.", _REFUSED),
            Answer(403, "The link has expired, was revoked or is of another file.", _REFUSED),
            Answer(404, "There is none, or it is somebody else's.", _REFUSED),
            Answer(416, "The file has no such part.", {}, ("Content-Range",)),
            _WRONG_HOST,
            _TOO_MANY,
            _FAILED,
            _UNAVAILABLE,
        ),
        (LINK, KEY, SESSION),
        ("inline",),
    )


def _csv(path: str, name: str, noun: str, parameters: tuple[str, ...]) -> tuple[Operation, Operation]:
    answers = (
        Answer(200, "The file, in UTF-8 with a mark of its byte order, however long.", {CSV: ""}, _FILE_HEADERS[1:]),
        Answer(303, "Without a session: leads to the page to sign in.", {}, ("Location",)),
        Answer(400, "A parameter is not one of its values.", {HTML: ""}),
        Answer(404, "There is no such customer.", {HTML: ""}),
        _WRONG_HOST,
        _TOO_MANY,
        _FAILED,
        _UNAVAILABLE,
    )
    live = Operation(f"/dashboard{path}", name, f"{noun} as a CSV file.", answers, (SESSION,), parameters)
    summary = f"{noun} as a CSV file, of test data."
    return live, live._replace(path=f"/dashboard/test{path}", name=f"{name}OfTestData", summary=summary)


OPERATIONS: tuple[Operation, ...] = (
    _file("/invoices/{invoice_id}.pdf", "getInvoicePdf", "An invoice's PDF", PDF),
    _file("/invoices/{invoice_id}.xml", "getInvoiceXml", "An invoice's e-invoice alone", XML),
    _file("/credit-notes/{invoice_id}.pdf", "getCreditNotePdf", "A credit note's PDF", PDF),
    _file("/credit-notes/{invoice_id}.xml", "getCreditNoteXml", "A credit note's e-invoice alone", XML),
    *_csv("/customers.csv", "exportCustomers", "The list of customers", tuple(sorted(PARAMETERS))),
    *_csv("/customers/{customer_id}/payments.csv", "exportPayments", "A customer's payments", ("payments",)),
    *_csv("/customers/{customer_id}/invoices.csv", "exportInvoices", "A customer's invoices", ("invoices",)),
    *_csv("/cancellations.csv", "exportCancellations", "The list of cancellations", (FROM, TO)),
    Operation("/healthz", "getHealth", "Whether the process is alive.", (Answer(200, "It is.", {JSON: HEALTH}),)),
    Operation(
        "/readyz",
        "getReadiness",
        "Whether the process is ready to serve.",
        (
            Answer(200, "The database is there and migrated.", {JSON: HEALTH}),
            Answer(503, "It is not, and `reason` says why.", {JSON: HEALTH}),
        ),
    ),
    Operation(
        "/metrics",
        "getMetrics",
        "Measures for Prometheus, in its text form or OpenMetrics'.",
        (
            Answer(200, "The measures of all workers.", {TEXT: "", "application/openmetrics-text": ""}),
            Answer(401, "A metrics token is set, and this is not it.", _ERROR),
            Answer(403, "No token is set, and the client is not on this machine.", _ERROR),
            _WRONG_HOST,
        ),
        (METRICS_TOKEN, ""),
    ),
    Operation(
        "/openapi.json",
        "getDescription",
        "This description.",
        (Answer(200, "It.", {JSON: ""}, ("ETag",)), Answer(304, "It is that of If-None-Match."), _WRONG_HOST),
    ),
)
