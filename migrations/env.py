"""How Alembic reaches the database: on the connection that `app.database.migrations` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator
from sqlmodel import AutoString

from models.columns import EnumText
from models.tables import METADATA, is_in_use


def render_plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration names the stored type, so that it stays as it was when our own types change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return "sa.String()" if isinstance(item, (AutoString, EnumText)) else "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    include_name=is_in_use,
    render_item=render_plainly,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
