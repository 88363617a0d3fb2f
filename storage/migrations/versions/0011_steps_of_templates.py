"""A template says from how many of its source's entries it was learned; what was known so far counts for all."""

import json
from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STEPS = (0, 3, 6, 12)
_EVERY = 25


def upgrade() -> None:
    bind = op.get_bind()
    template = sa.table("template", sa.column("source", sa.String), sa.column("lessons", sa.String))
    entry = sa.table("entry", sa.column("source", sa.String))
    per_source = sa.select(entry.c.source, sa.func.count()).group_by(entry.c.source)
    counts: dict[str, int] = dict(bind.execute(per_source).all())
    for source, lessons in bind.execute(sa.select(template.c.source, template.c.lessons)).all():
        count = counts.get(source, 0)
        reached = count // _EVERY * _EVERY or max(step for step in _STEPS if step <= count)
        with suppress(ValueError, TypeError):  # what can't be read is learned anew
            known = {**json.loads(lessons), "entries": reached}
            text = json.dumps(known, separators=(",", ":"), ensure_ascii=False)
            bind.execute(sa.update(template).where(template.c.source == source).values(lessons=text))
