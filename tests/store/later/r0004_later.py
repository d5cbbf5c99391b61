"""A change of the schema that no store has: what migrations may have to do, for the tests of how they are done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from convqa.store.migrations import words

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A new table, and columns in tables that others refer to: SQLite makes these anew."""
    op.create_table(
        "note",
        *words.number("conversation_id"),
        *words.text("note"),
        words.key("note", "conversation_id"),
        words.refers("note", ["conversation_id"], ["conversation.id"], "CASCADE"),
    )
    op.execute("INSERT INTO note (conversation_id, note) SELECT id, identity FROM conversation")
    with op.batch_alter_table("version", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("redacted", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("team") as batch:
        batch.alter_column("name", type_=sa.String(200), existing_type=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    """Back to what was."""
    with op.batch_alter_table("team") as batch:
        batch.alter_column("name", type_=sa.Text(), existing_type=sa.String(200), existing_nullable=False)
    with op.batch_alter_table("version", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("redacted")
    op.drop_table("note")
