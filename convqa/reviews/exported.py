"""The review that an evaluation holds which a system exported, whatever the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from convqa.errors import InputError
from convqa.ingest.times import Moment
from convqa.reviews.answers import Answer, word
from convqa.reviews.form import Unreadable, judge, total_of
from convqa.reviews.reader import Account, ReviewOptions
from convqa.reviews.review import Review, reviewer_key
from convqa.reviews.review_map import ReviewMap

__all__ = ["Exported", "review_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export says of one evaluation; `None` where it does not.

    Attributes:
        conversation, agent, evaluation, form: ids, as the system has them.
        evaluator: who made it, raw.
        moment: when it was finished.
        session: whether it belongs to a calibration session.
        total: 0 to 100.
        answers: by the folded name of a question or section (`answers.word`).
    """

    conversation: str = field(repr=False)
    agent: str | None = field(repr=False)
    evaluator: str | None = field(repr=False)
    moment: Moment | None
    evaluation: str | None
    form: str | None
    session: bool
    total: float | None
    answers: Mapping[str, Answer] = field(repr=False)


def review_of(
    one: Exported, source: str, line: int | None, options: ReviewOptions, account: Account
) -> Review | InputError:
    """The review, judged by the user's map; an error where an answer is not what the map says."""
    account.undated += one.moment is None
    review_map = options.review_map or ReviewMap(parts=())
    try:
        judged = judge(review_map, lambda name: one.answers.get(word(name)))
    except Unreadable as error:
        remedy = "export the evaluation again, or correct --review-map"
        return InputError(source=source, line=line, problem=str(error), remedy=remedy)
    return Review(
        source=source,
        line=line,
        conversation=one.conversation,
        agent=one.agent,
        reviewer=reviewer_key(one.evaluator, options.key) if one.evaluator else None,
        at=one.moment.seconds if one.moment else None,
        evaluation=one.evaluation,
        form=one.form,
        session=one.session,
        scores=judged.scores,
        satisfaction=judged.satisfaction,
        choices=judged.choices,
        total=total_of(judged, review_map, one.total),
    )
