"""What is planned of a source's articles, and what is owed to somebody, are found however much else there is."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE visit SET source = (SELECT source FROM article WHERE article.id = visit.article_id)")
    op.drop_index("ix_visit_due", "visit")
    op.create_index("ix_visit_source_due", "visit", ["source", "due"])
    is_any = sa.text("id > 0")
    op.create_index("ix_entry_numbered", "entry", ["source", "id"], sqlite_where=is_any, postgresql_where=is_any)
    op.create_index("ix_message_state", "message", ["state"])
    op.create_index("ix_alert_article_id", "alert", ["article_id"])
    is_untold = sa.text("edition_id IS NULL")
    op.create_index(
        "ix_alert_untold", "alert", ["audience", "kind"], sqlite_where=is_untold, postgresql_where=is_untold
    )
