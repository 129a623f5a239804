"""An open invoice with a due date is late by that date alone: what is kept of those that were tried is computed anew.

It is out of date from now on, for both rules: reads compute it, and upkeep keeps it.
"""

from alembic import op

revision = "0043"
down_revision = "0042"

_WAS_TRIED = """
    EXISTS (SELECT 1 FROM invoice AS its
            WHERE its.project_id = {kept}.project_id AND its.live_mode = {kept}.live_mode
              AND its.customer_id = {kept}.id
              AND its.status = 'OPEN' AND its.due_at IS NOT NULL
              AND its.attempt_count > 0 AND NOT its.payment_processing)
"""
_FACETS = f"UPDATE customer_facets SET next_change_at = 0 WHERE {_WAS_TRIED.format(kept='customer_facets')}"  # noqa: S608
_FIGURES = f"""
    UPDATE customer_figures SET figures = NULL, since = 0, until = 0
    WHERE since > 0 AND {_WAS_TRIED.format(kept="customer_figures")}
"""  # noqa: S608


def upgrade() -> None:
    op.execute(_FACETS)
    op.execute(_FIGURES)


def downgrade() -> None:
    upgrade()
