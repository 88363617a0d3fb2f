"""A run counts the pages that it read for the first time, not those that it read again; a template is a text."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is stored counts both: it is the nearest to be had.
    op.execute("ALTER TABLE crawl_run RENAME COLUMN read TO read_anew")
    op.execute("ALTER TABLE template RENAME COLUMN lessons TO text")
