"""Serves one of the Python peers: `python -m benchmarks.peers NAME PORT DATABASE PROJECT`."""

import sys
from importlib import import_module

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.logs.configuration import configure_logs
from app.serving.server import listen, serve_app
from app.settings import Settings

if __name__ == "__main__":
    name, port, database, project = sys.argv[1:]
    settings = Settings(log_format="json")
    configure_logs(settings)
    app = import_module(f"benchmarks.peers.{name}.server").create_app(database, project)
    # The same server with the same loop and parser as the service itself, without its bounds.
    serve_app(app, listen("127.0.0.1", int(port)), settings, HttpToolsProtocol)
