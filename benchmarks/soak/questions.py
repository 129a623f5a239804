"""Requests whose right answer is known beforehand, from the resolvers themselves and not from the server."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import httpx

from app.contexts import open_context
from app.settings import Settings
from benchmarks.documents import CUSTOMER_LIST, CUSTOMER_PAGE, INVOICE_NODE
from benchmarks.soak.answers import digest, judge_data
from benchmarks.soak.data import SoakData
from benchmarks.soak.secrets import NEW, OLD, SecretInUse, SignedByEither
from benchmarks.soak.tally import Outcome
from engine.executor import Executor
from engine.request import GraphQLRequest
from models.access.viewer import Role, Viewer
from models.values.instant import DAY, SECOND, Instant, system_clock
from resolvers.signing.customer_tokens import CustomerTokens, TokenSubject
from storage.database import Database

# What an answer says of late invoices may change as time goes on: a customer of whom it does is not asked for.
AHEAD = Instant(3600 * SECOND)
TOKENS = 10
SEARCHES = 20
# May return more nodes than the process that serves answers itself.
LARGE = {"first": 60, "each": 20}

Send = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Question:
    """`send` is given a client and a key; `judge` tells what came back."""

    kind: str
    send: Send
    judge: Callable[[httpx.Response], Outcome]


class Questions:
    """Draws questions of each kind."""

    def __init__(self, by_kind: dict[str, list[Question]]) -> None:
        self._by_kind = by_kind

    def add(self, kind: str, questions: list[Question]) -> None:
        """Adds a kind of question."""
        self._by_kind[kind] = questions

    def draw(self, kind: str, chance: random.Random) -> Question:
        """Draws a question of this kind."""
        return chance.choice(self._by_kind[kind])


class Oracle:
    """Answers questions in this process, on the database before the load begins."""

    def __init__(self, database: Database, settings: Settings, data: SoakData, in_use: SecretInUse) -> None:
        self._database = database
        self._settings = settings
        self._stock = data
        self._in_use = in_use
        self._executor = Executor(plans=False)

    async def prepare(self) -> Questions:
        """Every question with its answer."""
        data = self._stock
        names = [each.name for each in data.untouched if each.name][:SEARCHES]
        return Questions(
            {
                "page": await self._known("page", CUSTOMER_PAGE, [{"id": each.id} for each in data.untouched]),
                "list": await self._known("list", CUSTOMER_LIST, [{"first": first} for first in (5, 20, 50)]),
                "large": await self._known("large", CUSTOMER_LIST, [LARGE]),
                "search": await self._known("search", CUSTOMER_LIST, [{"first": 5, "search": name} for name in names]),
                "node": await self._known("node", INVOICE_NODE, [{"id": each} for each in data.documents]),
                "token": [await self._by_token(each.id) for each in data.untouched[:TOKENS]],
            }
        )

    async def _known(self, kind: str, text: str, asked: list[dict[str, Any]]) -> list[Question]:
        viewer = self._stock.viewer
        known = [(variables, await self._answer(text, variables, viewer)) for variables in asked]
        return [_graphql(kind, text, variables, answer) for variables, answer in known if answer is not None]

    async def _by_token(self, customer_id: str) -> Question:
        subject = TokenSubject(self._stock.project_id, True, customer_id, self._stock.keys[0].row.id)
        expires_at = Instant(self._stock.begun + DAY)
        token = SignedByEither(self._in_use, *(CustomerTokens(each).issue(subject, expires_at) for each in (OLD, NEW)))
        viewer = replace(self._stock.viewer, role=Role.CUSTOMER, customer_id=customer_id)
        variables = {"id": customer_id}
        answer = await self._answer(CUSTOMER_PAGE, variables, viewer) or ""
        return _graphql("token", CUSTOMER_PAGE, variables, answer, token)

    async def _answer(self, text: str, variables: dict[str, Any], viewer: Viewer) -> str | None:
        now = system_clock()
        answers = []
        for moment in (now, Instant(now + AHEAD)):
            context = open_context(self._database, viewer, self._settings, partial(Instant, moment))
            answer = await self._executor.run(GraphQLRequest(text, variables), context)
            answers.append(digest(answer.body["data"]))
        return answers[0] if answers[0] == answers[1] else None


def _graphql(
    kind: str, text: str, variables: dict[str, Any], expected: str, token: SignedByEither[str] | None = None
) -> Question:
    body = {"query": text, "variables": variables}

    def send(client: httpx.AsyncClient, key: str) -> Awaitable[httpx.Response]:
        bearer = key if token is None else token.now
        return client.post("/graphql", json=body, headers={"Authorization": f"Bearer {bearer}"})

    return Question(kind, send, partial(judge_data, expected=expected))
