"""Starlette without the error handler around its middleware."""

from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp


class Application(Starlette):
    """What fails inside is answered and logged by RequestLog, and so needs no handler outside of it."""

    def build_middleware_stack(self) -> ASGIApp:
        """The middleware around the routes, outermost first."""
        app: ASGIApp = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        for middleware, arguments, options in reversed(self.user_middleware):
            app = middleware(app, *arguments, **options)
        return app
