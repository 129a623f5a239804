"""What must not happen on any page: errors in the console, violations of the policy, requests to anywhere else."""

from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# What the console says of an answer's status is known by the answer itself.
_STATUS = "Failed to load resource: the server responded with a status of"


class Watch(list[str]):
    """What went wrong in a browser's window so far."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        super().__init__()
        self._netloc = urlsplit(url).netloc
        context.on("console", self._hear)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)
        context.on("response", self._note_response)

    def _hear(self, message: ConsoleMessage) -> None:
        # A broken policy is told as an error.
        if message.type == "error" and not message.text.startswith(_STATUS):
            self.append(message.text)

    def _note_error(self, error: WebError) -> None:
        self.append(f"uncaught: {error.error}")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._netloc:
            self.append(f"off origin: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.append(f"{response.status}: {response.url}")
