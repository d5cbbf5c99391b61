"""Two contents of one id may be members of the same sample, as where two systems count from 1."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = ["sample_id", "agent_id", "identity"]


def upgrade() -> None:
    """A member is known by its content too."""
    _make_key([*_BEFORE, "input_hash"])


def downgrade() -> None:
    """Back to what was: of several contents of one id, the first by its hash stays a member."""
    op.execute(
        "DELETE FROM sample_member WHERE EXISTS (SELECT 1 FROM sample_member AS other "
        "WHERE other.sample_id = sample_member.sample_id AND other.agent_id = sample_member.agent_id "
        "AND other.identity = sample_member.identity AND other.input_hash < sample_member.input_hash)"
    )
    _make_key(_BEFORE)


def _make_key(columns: list[str]) -> None:
    with op.batch_alter_table("sample_member") as batch:
        batch.drop_constraint(op.f("pk_sample_member"), type_="primary")
        batch.create_primary_key(op.f("pk_sample_member"), columns)
