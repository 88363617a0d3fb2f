"""Looks tell what they showed, sources how long they may be quiet, and what was told of them and of us is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("failing_since", "quiet_since", "quiet_until", "unread_since"):
        op.add_column("source_state", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("source_state", sa.Column("is_unreachable", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("unread", "hollow", "redated"):
        op.add_column("source_state", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("source_state", sa.Column("unread_reason", sa.Text(), nullable=True))
    op.add_column("crawl_run", sa.Column("shown", sa.Integer(), nullable=True))
    op.add_column("crawl_run", sa.Column("read", sa.Integer(), server_default="0", nullable=False))
    op.add_column("crawl_run", sa.Column("refused", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "told_condition",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_told_condition")),
    )
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index(op.f("ix_outage_ended"), "outage", ["ended"])
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
