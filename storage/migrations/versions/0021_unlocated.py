"""Matches in the archive may be told before their evidence is found."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unlocated",
        sa.Column("article_id", sa.Integer, primary_key=True),
        sa.Column("watch", sa.Text, primary_key=True),
        sa.ForeignKeyConstraint(
            ["article_id", "watch"], ["match.article_id", "match.watch"], ondelete="CASCADE", onupdate="CASCADE"
        ),
    )
