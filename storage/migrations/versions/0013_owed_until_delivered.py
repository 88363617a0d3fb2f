"""Digest and instant are kinds of telling; claims belong to processes; who unsubscribed, and what was taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, last in (("edition", "slot"), ("alert", "article_id")):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_audience_channel_{last}", type_="unique")
            batch.alter_column("channel", new_column_name="kind")
        with op.batch_alter_table(table) as batch:
            batch.create_unique_constraint(f"uq_{table}_audience_kind_{last}", ["audience", "kind", last])
    op.execute("ALTER TABLE message DROP COLUMN claimed_until")  # Alembic would make SQLite's table anew for it
    op.add_column("message", sa.Column("claimed_by", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("reported", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "unsubscribed",
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("audience", "recipient", name=op.f("pk_unsubscribed")),
    )
    op.create_table(
        "signing_key",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "taken_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("matching", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_taken_in_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_in")),
    )
    op.create_index(op.f("ix_taken_in_audience"), "taken_in", ["audience"])
