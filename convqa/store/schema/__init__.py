"""The tables, as SQLAlchemy Core knows them. They may change with any version; what sites ask is the views.

conversation ─< version ─< turn
                   └────< reading ─< turn_label, rating, contribution, absence
                             └────< assessment ─< scorecard, flag, feedback
file ─< file_version >─ version      file ─< failure      rubric, run ─< assessment
setting · sample ─< sample_group, sample_member · audit · gone · team ─< agent · site_user · review
"""

from convqa.store.schema.assessments import (
    absence,
    assessment,
    contribution,
    feedback,
    flag,
    rating,
    reading,
    rubric,
    scorecard,
    turn_label,
)
from convqa.store.schema.columns import UNITS, metadata
from convqa.store.schema.conversations import conversation, failure, file, file_version, turn, version
from convqa.store.schema.keeping import (
    agent,
    audit,
    gone,
    review,
    run,
    sample,
    sample_group,
    sample_member,
    setting,
    site_user,
    team,
)

__all__ = [
    "UNITS",
    "absence",
    "agent",
    "assessment",
    "audit",
    "contribution",
    "conversation",
    "failure",
    "feedback",
    "file",
    "file_version",
    "flag",
    "gone",
    "metadata",
    "rating",
    "reading",
    "review",
    "rubric",
    "run",
    "sample",
    "sample_group",
    "sample_member",
    "scorecard",
    "setting",
    "site_user",
    "team",
    "turn",
    "turn_label",
    "version",
]
