"""Columns bear the names that the rest of the program has for what they hold."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE host RENAME COLUMN rests_until TO backoff_until")
    op.execute("ALTER TABLE revision RENAME COLUMN taught TO template_entries")
    op.drop_index(op.f("ix_revision_taught"), "revision")
    op.create_index(op.f("ix_revision_template_entries"), "revision", ["template_entries"])
