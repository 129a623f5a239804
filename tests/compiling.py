"""Databases of one process compile a statement once: each test has an engine of its own, which would do it anew."""

from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event

# What each version of a database speaks, and what was compiled for it.
_SHARED: dict[Any, tuple[Dialect, dict[Any, Any]]] = {}


@event.listens_for(Engine, "engine_connect")
def _share_compiled(connection: Connection) -> None:
    own = connection.dialect
    shared, compiled = _SHARED.setdefault((own.name, own.server_version_info), (own, {}))
    # What is compiled is found by the dialect itself, too.
    connection.dialect = shared
    connection.execution_options(compiled_cache=compiled)
