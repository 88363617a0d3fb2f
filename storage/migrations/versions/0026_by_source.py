"""What is asked of a source's newest articles and entries is found by their time, however many older ones there are."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_article_source_first_seen", "article", ["source", "first_seen"])
    op.drop_index("ix_article_source", "article")
    is_news = sa.text("arrival = 'news'")
    op.create_index("ix_entry_news", "entry", ["source", "first_seen"], sqlite_where=is_news, postgresql_where=is_news)
    op.create_index(
        "ix_entry_unsettled",
        "entry",
        ["source"],
        sqlite_where=sa.text("settled = 0"),
        postgresql_where=sa.text("NOT settled"),
    )
