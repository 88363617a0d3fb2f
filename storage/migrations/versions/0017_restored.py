"""What was told before a backup was restored is known, and old snapshots and revisions are found."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_before",
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_before")),
    )
    op.create_table(
        "told_before",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_told_before_edition_id")),
        sa.PrimaryKeyConstraint("key", "audience", "kind", name=op.f("pk_told_before")),
    )
    op.create_table(
        "unsure_source",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unsure_source")),
    )
    op.create_index(op.f("ix_snapshot_fetched"), "snapshot", ["fetched"])
    later = sa.text("number > 1")
    op.create_index("ix_revision_later", "revision", ["created"], sqlite_where=later, postgresql_where=later)
