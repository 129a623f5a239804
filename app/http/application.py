"""Starlette without the error handler around its middleware, and without redirects to a host."""

from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send


class Application(Starlette):
    """What fails inside is answered and logged by RequestLog, and so needs no handler outside of it."""

    def build_middleware_stack(self) -> ASGIApp:
        """The middleware around the routes, outermost first."""
        self.router.redirect_slashes = False
        self.router.default = self._drop_slash
        app: ASGIApp = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        for middleware, arguments, options in reversed(self.user_middleware):
            app = middleware(app, *arguments, **options)
        return app

    async def _drop_slash(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leads to the same path without a slash at its end where there is one, else to 404.

        Starlette's own redirect names the scheme and the host that were asked for here. Behind a proxy they may be
        others than the client's, who would send its key there, in clear.
        """
        path, shorter = scope["raw_path"].rstrip(b"/"), {**scope, "path": scope["path"].rstrip("/")}
        is_longer = shorter["path"] != scope["path"]
        if is_longer and any(route.matches(shorter)[0] is not Match.NONE for route in self.routes):
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            await RedirectResponse((path + query).decode("latin-1"), 307)(scope, receive, send)
        else:
            await self.router.not_found(scope, receive, send)
