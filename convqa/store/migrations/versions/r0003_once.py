"""`v_agent` counts what was read twice once: no table changes, and views are made anew by every upgrade."""

from __future__ import annotations

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing but the views."""


def downgrade() -> None:
    """Nothing but the views."""
