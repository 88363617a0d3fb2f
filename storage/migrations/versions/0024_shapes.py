"""What comes is held against what came before: texts that are far shorter, and articles without dates."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("short", "short_length", "usual_length", "undated", "usually_dated"):
        op.add_column("source_state", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
