"""What ends with the client that asked for it."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from engine.answer import GraphQLAnswer
from engine.executor import AnswerLarge
from engine.request import GraphQLRequest
from resolvers.context import RequestContext


async def answer_while_connected(
    receive: Receive, answer: AnswerLarge, request: GraphQLRequest, context: RequestContext
) -> GraphQLAnswer:
    """The answer to a request whose body was read; ClientDisconnect where its client goes first: nobody reads it."""
    answering = asyncio.create_task(answer(request, context))
    leaving = asyncio.create_task(_wait_for_leave(receive))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ClientDisconnect
        return answering.result()
    finally:
        answering.cancel()
        leaving.cancel()
        await asyncio.wait((answering, leaving))


async def _wait_for_leave(receive: Receive) -> None:
    # A GET's empty body has not been read.
    while (await receive())["type"] != "http.disconnect":
        pass
