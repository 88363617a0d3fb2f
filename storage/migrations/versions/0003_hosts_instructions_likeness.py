"""What hosts told us outlives a restart, changes of instructions are seen, and texts nearly the same are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
    op.add_column("way", sa.Column("instructions", sa.Text(), nullable=True))
    op.add_column("archive_walk", sa.Column("way", sa.Text(), nullable=True))
    op.create_table(
        "likeness",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_likeness_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_likeness")),
    )
    op.create_table(
        "band",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_band_article_id")),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_band")),
        sqlite_with_rowid=False,
    )
