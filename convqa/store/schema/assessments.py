"""Tables of what the machine says: what a model read (`reading`), and what a rubric makes of it (`assessment`).

Ratings belong to the reading, since no rubric moves them: a new rubric adds cards and flags, not ratings. Every agent
of a conversation has a card, by whose index all else about the agent is found.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, Table, Text, UniqueConstraint

from convqa.codebook import RATINGS
from convqa.store.schema.columns import amount, maybe, metadata, parent, share, surrogate, text, whole

__all__ = [
    "absence",
    "assessment",
    "contribution",
    "feedback",
    "flag",
    "rating",
    "reading",
    "rubric",
    "scorecard",
    "turn_label",
]

reading = Table(
    "reading",
    metadata,
    surrogate(),
    parent("version_id", "version.id"),
    text("model"),
    text("codebook"),
    text("resolution"),
    share("resolution_probability"),
    amount("satisfaction"),
    whole("satisfaction_rating"),
    whole("satisfaction_low"),
    whole("satisfaction_high"),
    text("loyalty"),
    share("loyalty_probability"),
    text("touchpoint"),
    share("touchpoint_probability"),
    maybe("process_failure", Text),
    share("process_failure_probability"),
    maybe("review", Text),
    share("review_probability"),
    text("shortened"),
    maybe("weakest_effort_turn", Integer),
    UniqueConstraint("version_id", "model", "codebook"),
    sqlite_autoincrement=True,
)

turn_label = Table(
    "turn_label",
    metadata,
    parent("reading_id", "reading.id", key=True),
    whole("position", key=True),
    text("labels"),
    text("probabilities"),
)

rating = Table(
    "rating",
    metadata,
    parent("reading_id", "reading.id", key=True),
    text("agent_id", key=True),
    text("name", key=True),
    amount("value"),
    whole("rating"),
    whole("low"),
    whole("high"),
    amount("base"),
    sqlite_with_rowid=False,
)

# What one turn adds to each of the eight ratings of the agent; a turn that adds nothing to any has no row.
contribution = Table(
    "contribution",
    metadata,
    parent("reading_id", "reading.id", key=True),
    text("agent_id", key=True),
    whole("turn", key=True),
    *(amount(name) for name in RATINGS),
    sqlite_with_rowid=False,
)

# What something missing takes from each of them; `turn` called for it, `kind` is one of `assessment.ABSENCES`.
absence = Table(
    "absence",
    metadata,
    parent("reading_id", "reading.id", key=True),
    text("agent_id", key=True),
    whole("turn", key=True),
    text("kind", key=True),
    *(amount(name) for name in RATINGS),
    sqlite_with_rowid=False,
)

# `content` is the rubric as JSON, without what is at its default; `hash` is `Rubric.hash`.
rubric = Table(
    "rubric", metadata, text("hash", key=True), text("reference"), text("content"), UniqueConstraint("reference")
)

# `coached` is 1 where the feedback lies in `feedback`, 0 where it is made when it is read (`load.py`).
assessment = Table(
    "assessment",
    metadata,
    surrogate(),
    parent("reading_id", "reading.id"),
    text("rubric_hash", of="rubric.hash"),
    text("feedback_language"),
    whole("repeat_contacts"),
    whole("unanswered_questions"),
    whole("handovers"),
    whole("promises_without_time"),
    whole("coached"),
    text("stored_at"),
    parent("run_id", "run.id", deleting="SET NULL", null=True),
    UniqueConstraint("reading_id", "rubric_hash", "feedback_language"),
    sqlite_autoincrement=True,
)

scorecard = Table(
    "scorecard",
    metadata,
    parent("assessment_id", "assessment.id", key=True),
    whole("position", key=True),
    text("agent_id", index=True),
    amount("total", null=True),
    UniqueConstraint("assessment_id", "agent_id"),
)

# `card` is the position of the card that the flag lies on; null for the flags about the case, which come first.
flag = Table(
    "flag",
    metadata,
    parent("assessment_id", "assessment.id", key=True),
    whole("position", key=True),
    maybe("card", Integer),
    text("name", index=True),
    text("severity"),
    text("turns"),
    text("reason"),
    maybe("detail", Text),
    ForeignKeyConstraint(
        ["assessment_id", "card"], ["scorecard.assessment_id", "scorecard.position"], ondelete="CASCADE"
    ),
    CheckConstraint("severity IN ('good', 'look')", name="ck_flag_severity"),
)

feedback = Table(
    "feedback",
    metadata,
    parent("assessment_id", "assessment.id", key=True),
    whole("card", key=True),
    whole("position", key=True),
    text("kind"),
    text("about"),
    text("text"),
    text("turns"),
    ForeignKeyConstraint(
        ["assessment_id", "card"], ["scorecard.assessment_id", "scorecard.position"], ondelete="CASCADE"
    ),
)
