"""Articles have several pages, tell how much of them there is, and state their title in other words, too."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("body_share", sa.Double(), server_default="1", nullable=False))
    op.add_column("revision", sa.Column("other_title", sa.Text(), nullable=True))
    op.create_table(
        "further_page",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["snapshot.id"], name=op.f("fk_further_page_first_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_further_page_snapshot_id")),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_further_page")),
    )
    op.create_index(op.f("ix_further_page_first_id"), "further_page", ["first_id"])
