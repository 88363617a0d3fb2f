"""Bodies have a structure, teasers are told from bodies, and it is known under which version a document broke."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BROKEN = sa.text("broke_under IS NOT NULL")


def upgrade() -> None:
    op.add_column("revision", sa.Column("structure", sa.JSON(), nullable=True))
    op.add_column("revision", sa.Column("is_teaser", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("entry", sa.Column("broke_under", sa.Text(), nullable=True))
    op.create_index("ix_entry_broken", "entry", ["broke_under"], sqlite_where=_BROKEN, postgresql_where=_BROKEN)
