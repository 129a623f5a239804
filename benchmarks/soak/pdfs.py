"""PDFs by links: asked for by those that the last release has signed, and later by those of this one."""

import hashlib
from functools import partial
from urllib.parse import urlsplit

import httpx

from app.contexts import open_context
from app.lifespan import start_render_pool
from app.settings import Settings
from benchmarks.soak.answers import judge_bytes
from benchmarks.soak.data import SoakData
from benchmarks.soak.questions import Question, Send
from benchmarks.soak.secrets import NEW, SecretInUse, SignedByEither
from models.values.instant import system_clock
from pdf.content.compose import compose
from resolvers.invoices.issued_invoices import get_issued_invoice
from resolvers.signing.invoice_links import InvoiceAddress, InvoiceLinks
from storage.database import Database

LINK_DAYS = 30
_LINK = "query Link($id: ID!) { node(id: $id) { ... on Invoice { pdfUrl } } }"


async def print_here(database: Database, settings: Settings, data: SoakData) -> dict[str, str]:
    """The SHA-256 of each document's PDF as this code prints it, without a server."""
    context, printed = open_context(database, data.viewer, settings), dict[str, str]()
    async with start_render_pool(settings) as pool:
        for invoice_id in data.documents:
            issued = await get_issued_invoice(context, invoice_id)
            assert issued is not None  # noqa: S101 - it is paid
            printed[invoice_id] = hashlib.sha256((await pool.render(compose(issued))).content).hexdigest()
    return printed


async def ask_for_links(url: str, data: SoakData) -> dict[str, str]:
    """The path that the server at the URL gives out for each document."""
    headers, links = {"Authorization": f"Bearer {data.keys[0].secret}"}, dict[str, str]()
    async with httpx.AsyncClient(base_url=url, headers=headers) as client:
        for invoice_id in data.documents:
            answer = await client.post("/graphql", json={"query": _LINK, "variables": {"id": invoice_id}})
            given = urlsplit(answer.json()["data"]["node"]["pdfUrl"])
            links[invoice_id] = f"{given.path}?{given.query}"
    return links


def ask_for_pdfs(printed: dict[str, str], links: dict[str, str], data: SoakData, in_use: SecretInUse) -> list[Question]:
    """One question for each document, by the server's link and from the new secret on by one of this code."""
    return [
        Question(
            "pdf",
            _get(SignedByEither(in_use, links[invoice_id], _sign(data.project_id, invoice_id))),
            partial(judge_bytes, expected=expected),
        )
        for invoice_id, expected in printed.items()
    ]


def _sign(project_id: str, invoice_id: str) -> str:
    return InvoiceLinks(NEW, "", LINK_DAYS).url(InvoiceAddress(project_id, True, invoice_id), system_clock())


def _get(link: SignedByEither[str]) -> Send:
    return lambda client, _key: client.get(link.now)
