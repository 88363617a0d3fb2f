"""What followed a look is found however many looks there were."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_crawl_run_source_finished", "crawl_run", ["source", "finished"])
