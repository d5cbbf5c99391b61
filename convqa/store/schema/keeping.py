"""Tables of what the site does: settings, runs, samples, the audit log, people, reviews, and what was erased."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Integer, Table, Text, UniqueConstraint

from convqa.codebook import RATINGS
from convqa.store.schema.columns import amount, maybe, metadata, number, parent, surrogate, text, whole

__all__ = [
    "agent",
    "audit",
    "gone",
    "review",
    "run",
    "sample",
    "sample_group",
    "sample_member",
    "setting",
    "site_user",
    "team",
]

setting = Table("setting", metadata, text("name", key=True), text("value"))

run = Table(
    "run",
    metadata,
    surrogate(),
    text("command"),
    text("options"),
    text("host"),
    whole("pid"),
    text("started_at"),
    text("heartbeat_at"),
    maybe("ended_at", Text),
    text("state"),
    text("counts"),
    sqlite_autoincrement=True,
)

# A sample per agent can be drawn again from its seed: the members are those of the smallest HMACs. `population` counts
# contents as well: an id that two systems gave is two conversations, one that lies in two exports is one.
sample = Table(
    "sample", metadata, surrogate(), text("seed"), whole("size"), text("drawn_at"), sqlite_autoincrement=True
)

sample_group = Table(
    "sample_group",
    metadata,
    parent("sample_id", "sample.id", key=True),
    text("agent_id", key=True),
    whole("population"),
)

sample_member = Table(
    "sample_member",
    metadata,
    parent("sample_id", "sample.id", key=True),
    text("agent_id", key=True),
    text("identity", key=True),
    text("input_hash", key=True),
)

# Append-only: triggers refuse to change or delete a row. `hash` is an HMAC of the entry and of the one before it, which
# no other entry may follow.
audit = Table(
    "audit",
    metadata,
    number("seq"),
    text("at"),
    text("actor"),
    text("action"),
    text("subject_kind"),
    text("subject_key"),
    text("detail"),
    text("previous"),
    text("hash"),
    UniqueConstraint("previous"),
    sqlite_autoincrement=True,
)

# A tombstone, so that the next run over the same folder does not bring back what was erased.
gone = Table("gone", metadata, text("kind", key=True), text("key", key=True), text("at"), text("why"))

team = Table("team", metadata, text("id", key=True), text("name"))

agent = Table(
    "agent",
    metadata,
    text("agent_id", key=True),
    Column("team_id", Text, ForeignKey("team.id", ondelete="SET NULL"), nullable=True, index=True),
    whole("active"),
)

site_user = Table("site_user", metadata, text("user_key", key=True), text("role"))

# What a person says, beside the machine's values and never over them. `key` is an HMAC of the source's id of the
# evaluation, or of conversation, agent, reviewer, form and time; `conversation` the id as `version.shown_id` has it.
# `at` is in seconds since 1970. Ratings are in units of 1e-4, null where they do not apply or were not judged: `scores`
# and `choices` tell which of the two.
review = Table(
    "review",
    metadata,
    text("key", key=True),
    text("conversation", index=True),
    maybe("agent_id", Text, index=True),
    maybe("reviewer", Text),
    maybe("at", Double),
    maybe("form", Text),
    whole("session"),
    *(amount(name, null=True) for name in RATINGS),
    amount("satisfaction", null=True),
    amount("total", null=True),
    text("scores"),
    text("choices"),
    text("turn_labels"),
    text("source"),
    maybe("line", Integer),
    text("stored_at"),
)
