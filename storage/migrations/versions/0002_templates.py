"""What sources' pages teach, and how much of it was known when each revision was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "template",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column("learned", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_template")),
    )
    with op.batch_alter_table("revision") as table:
        table.add_column(sa.Column("taught", sa.Integer(), nullable=False, server_default="0"))
        table.create_index(op.f("ix_revision_taught"), ["taught"])
        table.create_index(op.f("ix_revision_snapshot_id"), ["snapshot_id"])
