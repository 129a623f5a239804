"""A session says which browser it is in, so that operators recognise their own."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("operator_session", sa.Column("browser", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("operator_session", "browser")
