"""The first schema: everything that a store keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from convqa.store.migrations import words

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

RATINGS = ("contact", "discover", "respond", "ownership", "clarity", "presence", "extra", "effort")
_INDEXES = {
    "review": ("agent_id", "conversation"),
    "agent": ("team_id",),
    "version": ("customer_key", "day", "input_hash", "shown_id"),
    "scorecard": ("agent_id",),
    "flag": ("name",),
}
_TABLES = [
    "audit", "conversation", "file", "gone", "review", "rubric", "run", "sample", "setting", "site_user", "team",
    "agent", "failure", "sample_group", "sample_member", "version", "file_version", "reading", "turn", "absence",
    "assessment", "contribution", "rating", "turn_label", "scorecard", "feedback", "flag",
]  # fmt: skip


def upgrade() -> None:
    """Make the tables, and what keeps the audit log as it is.

    AUTOINCREMENT: SQLite gives numbers of deleted rows anew otherwise, and what refers to one would mean another. A
    later migration that makes such a table anew says `table_kwargs={"sqlite_autoincrement": True}`.
    """
    op.create_table(
        "audit",
        *words.number("seq"),
        *words.text("at", "actor", "action", "subject_kind", "subject_key", "detail", "previous", "hash"),
        words.key("audit", "seq"),
        words.unique("audit", "previous"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversation",
        *words.number("id"),
        *words.text("identity", "opening", "first_seen_at"),
        words.key("conversation", "id"),
        words.unique("conversation", "identity", "opening"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "file",
        *words.number("id"),
        *words.text("place", "bytes", "options"),
        *words.whole("seen", "conversations"),
        *words.text("state"),
        words.key("file", "id"),
        words.unique("file", "place", "bytes", "options"),
        sqlite_autoincrement=True,
    )
    op.create_table("gone", *words.text("kind", "key", "at", "why"), words.key("gone", "kind", "key"))
    op.create_table(
        "review",
        *words.text("key", "conversation"),
        *words.maybe_text("agent_id", "reviewer"),
        *words.maybe_double("at"),
        *words.maybe_text("form"),
        *words.whole("session"),
        *words.maybe_whole(*RATINGS),
        *words.maybe_whole("satisfaction", "total"),
        *words.text("scores", "choices", "turn_labels", "source"),
        *words.maybe_whole("line"),
        *words.text("stored_at"),
        words.key("review", "key"),
    )
    op.create_table(
        "rubric",
        *words.text("hash", "reference", "content"),
        words.key("rubric", "hash"),
        words.unique("rubric", "reference"),
    )
    op.create_table(
        "run",
        *words.number("id"),
        *words.text("command", "options", "host"),
        *words.whole("pid"),
        *words.text("started_at", "heartbeat_at"),
        *words.maybe_text("ended_at"),
        *words.text("state", "counts"),
        words.key("run", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sample",
        *words.number("id"),
        *words.text("seed"),
        *words.whole("size"),
        *words.text("drawn_at"),
        words.key("sample", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table("setting", *words.text("name", "value"), words.key("setting", "name"))
    op.create_table("site_user", *words.text("user_key", "role"), words.key("site_user", "user_key"))
    op.create_table("team", *words.text("id", "name"), words.key("team", "id"))
    op.create_table(
        "agent",
        *words.text("agent_id"),
        *words.maybe_text("team_id"),
        *words.whole("active"),
        words.key("agent", "agent_id"),
        words.refers("agent", ["team_id"], ["team.id"], "SET NULL"),
    )
    op.create_table(
        "failure",
        *words.number("file_id"),
        *words.whole("line"),
        *words.text("shown", "problem", "remedy"),
        *words.whole("tries"),
        *words.text("first_at", "last_at"),
        *words.maybe_text("solved_at"),
        *words.maybe_number("run_id"),
        words.key("failure", "file_id", "line"),
        words.refers("failure", ["file_id"], ["file.id"], "CASCADE"),
        words.refers("failure", ["run_id"], ["run.id"], "SET NULL"),
    )
    op.create_table(
        "sample_group",
        *words.number("sample_id"),
        *words.text("agent_id"),
        *words.whole("population"),
        words.key("sample_group", "sample_id", "agent_id"),
        words.refers("sample_group", ["sample_id"], ["sample.id"], "CASCADE"),
    )
    op.create_table(
        "sample_member",
        *words.number("sample_id"),
        *words.text("agent_id", "identity", "input_hash"),
        words.key("sample_member", "sample_id", "agent_id", "identity"),
        words.refers("sample_member", ["sample_id"], ["sample.id"], "CASCADE"),
    )
    op.create_table(
        "version",
        *words.number("id", "conversation_id"),
        *words.whole("seen"),
        *words.text("input_hash", "convqa", "redactor", "speech", "content_hash", "shown_id", "source", "language"),
        *words.maybe_text("channel", "started_at", "day", "customer_key"),
        *words.maybe_double("speech_confidence"),
        *words.text("doubts"),
        *words.double("role_certainty"),
        words.key("version", "id"),
        words.refers("version", ["conversation_id"], ["conversation.id"], "CASCADE"),
        words.unique("version", "conversation_id", "input_hash", "convqa", "redactor", "speech"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "file_version",
        *words.number("file_id"),
        *words.whole("ordinal"),
        *words.number("version_id"),
        words.key("file_version", "file_id", "ordinal"),
        words.refers("file_version", ["file_id"], ["file.id"], "CASCADE"),
        words.refers("file_version", ["version_id"], ["version.id"], "CASCADE"),
        words.unique("file_version", "version_id", "file_id", "ordinal"),
    )
    op.create_table(
        "reading",
        *words.number("id", "version_id"),
        *words.text("model", "codebook", "resolution"),
        *words.double("resolution_probability"),
        *words.whole("satisfaction", "satisfaction_rating", "satisfaction_low", "satisfaction_high"),
        *words.text("loyalty"),
        *words.double("loyalty_probability"),
        *words.text("touchpoint"),
        *words.double("touchpoint_probability"),
        *words.maybe_text("process_failure"),
        *words.double("process_failure_probability"),
        *words.maybe_text("review"),
        *words.double("review_probability"),
        *words.text("shortened"),
        *words.maybe_whole("weakest_effort_turn"),
        words.key("reading", "id"),
        words.refers("reading", ["version_id"], ["version.id"], "CASCADE"),
        words.unique("reading", "version_id", "model", "codebook"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "turn",
        *words.number("version_id"),
        *words.whole("position"),
        *words.text("role"),
        *words.maybe_text("agent_id"),
        *words.maybe_double("start_s", "end_s", "speech_confidence"),
        *words.text("text"),
        words.key("turn", "version_id", "position"),
        words.refers("turn", ["version_id"], ["version.id"], "CASCADE"),
    )
    op.create_table(
        "absence",
        *words.number("reading_id"),
        *words.text("agent_id"),
        *words.whole("turn"),
        *words.text("kind"),
        *words.whole(*RATINGS),
        words.key("absence", "reading_id", "agent_id", "turn", "kind"),
        words.refers("absence", ["reading_id"], ["reading.id"], "CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assessment",
        *words.number("id", "reading_id"),
        *words.text("rubric_hash", "feedback_language"),
        *words.whole("repeat_contacts", "unanswered_questions", "handovers", "promises_without_time", "coached"),
        *words.text("stored_at"),
        *words.maybe_number("run_id"),
        words.key("assessment", "id"),
        words.refers("assessment", ["reading_id"], ["reading.id"], "CASCADE"),
        words.refers("assessment", ["rubric_hash"], ["rubric.hash"]),
        words.refers("assessment", ["run_id"], ["run.id"], "SET NULL"),
        words.unique("assessment", "reading_id", "rubric_hash", "feedback_language"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contribution",
        *words.number("reading_id"),
        *words.text("agent_id"),
        *words.whole("turn"),
        *words.whole(*RATINGS),
        words.key("contribution", "reading_id", "agent_id", "turn"),
        words.refers("contribution", ["reading_id"], ["reading.id"], "CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating",
        *words.number("reading_id"),
        *words.text("agent_id", "name"),
        *words.whole("value", "rating", "low", "high", "base"),
        words.key("rating", "reading_id", "agent_id", "name"),
        words.refers("rating", ["reading_id"], ["reading.id"], "CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turn_label",
        *words.number("reading_id"),
        *words.whole("position"),
        *words.text("labels", "probabilities"),
        words.key("turn_label", "reading_id", "position"),
        words.refers("turn_label", ["reading_id"], ["reading.id"], "CASCADE"),
    )
    op.create_table(
        "scorecard",
        *words.number("assessment_id"),
        *words.whole("position"),
        *words.text("agent_id"),
        *words.maybe_whole("total"),
        words.key("scorecard", "assessment_id", "position"),
        words.refers("scorecard", ["assessment_id"], ["assessment.id"], "CASCADE"),
        words.unique("scorecard", "assessment_id", "agent_id"),
    )
    op.create_table(
        "feedback",
        *words.number("assessment_id"),
        *words.whole("card", "position"),
        *words.text("kind", "about", "text", "turns"),
        words.key("feedback", "assessment_id", "card", "position"),
        words.refers(
            "feedback", ["assessment_id", "card"], ["scorecard.assessment_id", "scorecard.position"], "CASCADE"
        ),
        words.refers("feedback", ["assessment_id"], ["assessment.id"], "CASCADE"),
    )
    op.create_table(
        "flag",
        *words.number("assessment_id"),
        *words.whole("position"),
        *words.maybe_whole("card"),
        *words.text("name", "severity", "turns", "reason"),
        *words.maybe_text("detail"),
        words.key("flag", "assessment_id", "position"),
        sa.CheckConstraint("severity IN ('good', 'look')", name=op.f("ck_flag_severity")),
        words.refers("flag", ["assessment_id", "card"], ["scorecard.assessment_id", "scorecard.position"], "CASCADE"),
        words.refers("flag", ["assessment_id"], ["assessment.id"], "CASCADE"),
    )
    for table, columns in _INDEXES.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take everything away."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")


_TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{deed.lower()} BEFORE {deed} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ]
    # INSERT OR REPLACE deletes, and no trigger of deleting hears of it.
    + [
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq OR previous = NEW.previous) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ],
}
