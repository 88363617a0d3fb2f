"""An index over the words of all articles. It is filled later, a few articles at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indexed",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("inflection", sa.Text(), nullable=False),
        sa.Column("is_joined", sa.Boolean(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_indexed_article_id")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_indexed")),
        sa.UniqueConstraint("article_id", name=op.f("uq_indexed_article_id")),
        sqlite_autoincrement=True,
    )
    for column in ("language", "inflection", "is_joined", "is_whole"):
        op.create_index(op.f(f"ix_indexed_{column}"), "indexed", [column])
    op.create_table(
        "unindexed",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_unindexed_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_unindexed")),
    )
    op.create_table(
        "word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("backwards", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_word_backwards"), "word", ["backwards"])
    op.create_table(
        "form",
        sa.Column("inflection", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("inflection", "word", name=op.f("pk_form")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_form_inflection_form"), "form", ["inflection", "form"])
    op.create_table(
        "search_state",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_search_state")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search USING"
            " fts5(title, body, joined_title, joined_body, content='', tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE search (entry BIGINT PRIMARY KEY, title TSVECTOR NOT NULL, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_search_title ON search USING gin (title)")
        op.execute("CREATE INDEX ix_search_words ON search USING gin (words)")
