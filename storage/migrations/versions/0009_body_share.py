"""Of each article it is known how much its page shows, and in which other words it states the title."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("body_share", sa.Double(), server_default="1", nullable=False))
    op.add_column("revision", sa.Column("other_title", sa.Text(), nullable=True))
