"""Developments, where each article belongs, and what both are found by; copies are known by it, too."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "development",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("last", sa.Double(), nullable=False),
        sa.Column("core", sa.JSON(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["development.id"], name=op.f("fk_development_merged_into")),
        sa.ForeignKeyConstraint(["after"], ["development.id"], name=op.f("fk_development_after")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_development_updated"), "development", ["updated"])
    op.create_index(op.f("ix_development_merged_into"), "development", ["merged_into"])
    op.create_index(op.f("ix_development_after"), "development", ["after"])
    op.create_table(
        "place",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=True),
        sa.Column("placed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("copy_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_place_article_id")),
        sa.ForeignKeyConstraint(["copy_of"], ["article.id"], name=op.f("fk_place_copy_of")),
        sa.ForeignKeyConstraint(["development_id"], ["development.id"], name=op.f("fk_place_development_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_development_id"), "place", ["development_id"])
    op.create_index(op.f("ix_place_copy_of"), "place", ["copy_of"])
    op.create_table(
        "apart",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["development.id"], name=op.f("fk_apart_one")),
        sa.ForeignKeyConstraint(["other"], ["development.id"], name=op.f("fk_apart_other")),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_apart")),
    )
    op.create_table(
        "unplaced",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_unplaced_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_unplaced")),
    )
    op.execute(
        "INSERT INTO unplaced SELECT id FROM article WHERE id NOT IN"
        " (SELECT revision.article_id FROM unmatched JOIN revision ON revision.id = unmatched.revision_id)"
    )
    op.create_table(
        "spread",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("developments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_spread")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fingerprint",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_fingerprint_article_id")),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_fingerprint")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_fingerprint_article_id"), "fingerprint", ["article_id"])
    op.create_table(
        "development_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_state")),
    )
    op.drop_table("band")
    op.drop_table("likeness")
    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_index(op.f("ix_article_copy_of"))
        batch_op.drop_constraint(op.f("fk_article_copy_of"), type_="foreignkey")
        batch_op.drop_column("copy_of")
