"""The moments of a conversation that are worth an agent's time: what to keep, what to try.

Nothing is said of a turn of a recording that was badly heard, nor of what rests on one: its words may not be those
that were said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from convqa.assessment import Rating, Scorecard
from convqa.coaching.quotes import quotable
from convqa.codebook import parse_agent, parse_customer
from convqa.conversation import Conversation, Role
from convqa.grounds import Grounds, TurnGrounds
from convqa.rubric import Rubric

__all__ = ["Moment", "to_keep", "to_try"]

_BETTER = 0.5
"""How far a rating lies above `low` where it is good: nearer to 4 than to 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing to say.

    Attributes:
        about: the rating.
        key: which texts say it: `keep` by rating or `best`; `try` by rating, some with a situation
            (`discover_asked`, `effort_asked`, `clarity_lost`, `presence_upset`); an absence by its kind.
        turn: the turn that is quoted, from 0.
        turns: the turns that it rests on.
        weight: amount times the rubric's weight, > 0: how much it matters.
        absent: whether something was left out (`turn` is then the customer's).
    """

    about: str
    key: str
    turn: int
    turns: tuple[int, ...]
    weight: float
    absent: bool = False


def to_keep(card: Scorecard, conversation: Conversation, grounds: Grounds, rubric: Rubric, count: int) -> list[Moment]:
    """The strongest positive contributions, at most `count`, of different ratings and turns.

    Praise needs more than a number. The turn's decided labels must show the behaviour and nothing
    broken; a phase is only there or not, so it is praised where its rating is good. Failing that, a
    behaviour shown beside a fault (a long mail holds both) or the turn that helped most, named
    without praise (`best`), may do, both of ratings that are not below `low`, the second on a card
    that is not either. Where nothing is that good, there is nothing to keep.
    """
    passable = (card.total or 0.0) >= (rubric.thresholds.low - 1) * 25
    praised: list[Moment] = []
    mixed: list[Moment] = []
    helpful: list[Moment] = []
    for about, rating in _counting(card, rubric):
        expected = rating.value >= rubric.thresholds.low
        good = rating.value >= rubric.thresholds.low + _BETTER
        for part in rating.contributions:
            if part.amount < rubric.thresholds.evidence:
                continue
            codes = parse_agent(grounds.turns[part.turn].labels)
            shown = about in codes.shown or (about in codes.phases and good)
            moment = Moment(
                about=about,
                key=about if shown else "best",
                turn=part.turn,
                turns=(part.turn,),
                weight=part.amount * rubric.weights[about],
            )
            if shown and not codes.broken:
                praised.append(moment)
            elif about in codes.shown and expected:
                mixed.append(moment)
            elif not shown and not codes.broken and expected and passable:
                helpful.append(moment)
    return (
        _strongest(_quotable(praised, conversation, grounds, rubric), count)
        or _strongest(_quotable(mixed, conversation, grounds, rubric), 1)
        or _strongest(_quotable(helpful, conversation, grounds, rubric), 1)
    )


def to_try(
    card: Scorecard,
    conversation: Conversation,
    grounds: Grounds,
    rubric: Rubric,
    kept: Iterable[Moment],
) -> list[Moment]:
    """What weighed most against ratings below the rubric's `low`: at most two, of different ratings, turns and kinds.

    As with praise, a number alone is not enough: the turn must have something broken, else a goodbye or a necessary
    question would be called amiss; and for something missing see `_called_for`.
    """
    taken = {moment.turn for moment in kept}
    found = [
        moment
        for about, rating in _counting(card, rubric)
        if rating.value < rubric.thresholds.low
        for moment in _against(about, rating, conversation, grounds, rubric)
        if moment.turn not in taken
    ]
    return _strongest(_quotable(found, conversation, grounds, rubric), 2)


def _against(
    about: str, rating: Rating, conversation: Conversation, grounds: Grounds, rubric: Rubric
) -> Iterator[Moment]:
    """Everything that weighed enough against one rating to be worth a word; what was missing was owed, no extra."""
    weight, least = rubric.weights[about], rubric.thresholds.evidence
    for part in rating.contributions:
        codes = parse_agent(grounds.turns[part.turn].labels)
        if -part.amount >= least and codes.broken:
            key, turns = _situation(about, part.turn, grounds, rubric)
            yield Moment(about=about, key=key, turn=part.turn, turns=turns, weight=-part.amount * weight)
    for gap in rating.absences if about != "extra" else ():
        if -gap.amount >= least and _called_for(gap.name, gap.turn, conversation, grounds, rubric):
            yield Moment(
                about=about, key=gap.name, turn=gap.turn, turns=(gap.turn,), weight=-gap.amount * weight, absent=True
            )


def _called_for(name: str, turn: int, conversation: Conversation, grounds: Grounds, rubric: Rubric) -> bool:
    """Whether the labels agree that something was missing.

    The customer's turn states a need (or is negative, for a feeling), and the turn after it is an
    agent's, well heard, with something broken. A question has its mark, unless the transcript is one without,
    and a reply that responds has answered it, unless it was not clear.
    """
    if name == "question_unanswered" and "?" not in conversation.turns[turn].text:
        return not any("?" in one.text for one in conversation.turns) and _called_for(
            "need_missed", turn, conversation, grounds, rubric
        )
    codes = parse_customer(grounds.turns[turn].labels)
    asked = codes.sentiment == "negative" if name == "feeling_not_met" else "need" in codes.signals
    following = turn + 1
    if not asked or not _is(Role.AGENT, following, grounds, rubric):
        return False
    reply = parse_agent(grounds.turns[following].labels)
    answered = "respond" in reply.phases and "clarity" not in reply.broken
    return bool(reply.broken) and not (name == "question_unanswered" and answered)


def _counting(card: Scorecard, rubric: Rubric) -> list[tuple[str, Rating]]:
    """The ratings that the rubric gives weight, in the codebook's order."""
    return [(name, rating) for name, rating in card.ratings.items() if rating is not None and rubric.weights[name] > 0]


def _quotable(moments: list[Moment], conversation: Conversation, grounds: Grounds, rubric: Rubric) -> list[Moment]:
    """Those whose turn was well heard and has words to quote."""
    return [
        moment
        for moment in moments
        if _heard(grounds.turns[moment.turn], rubric) and quotable(conversation.turns[moment.turn].text)
    ]


def _heard(turn: TurnGrounds, rubric: Rubric) -> bool:
    return rubric.thresholds.hears(turn.speech_confidence)


def _is(role: Role, index: int, grounds: Grounds, rubric: Rubric) -> bool:
    """Whether there is a turn with this index, of this role and well heard."""
    turns = grounds.turns
    return 0 <= index < len(turns) and turns[index].role is role and _heard(turns[index], rubric)


def _strongest(moments: list[Moment], count: int) -> list[Moment]:
    """The weightiest first, each rating, text and turn once: one fault is told once, whatever ratings it touched."""
    chosen: list[Moment] = []
    for moment in sorted(moments, key=lambda moment: (-moment.weight, moment.turn)):
        if len(chosen) < count and not any(_alike(moment, one) for one in chosen):
            chosen.append(moment)
    return chosen


def _alike(one: Moment, other: Moment) -> bool:
    return one.about == other.about or one.key == other.key or one.turn == other.turn


def _situation(about: str, turn: int, grounds: Grounds, rubric: Rubric) -> tuple[str, tuple[int, ...]]:
    """Which text fits what went wrong, told from the decided labels, and the turns that show it.

    `discover_asked`: the turn did ask or check; so the question was the trouble, not its lack.
    `effort_asked`: the turn only asked; careless then means asking for what was given.
    `clarity_lost`: the customer's next turn says that it was not understood.
    `presence_upset`: the customer's turn just before is negative.
    """
    phases = parse_agent(grounds.turns[turn].labels).phases
    if "discover" in phases and (about == "discover" or (about == "effort" and "respond" not in phases)):
        return f"{about}_asked", (turn,)
    step = {"clarity": 1, "presence": -1}.get(about, 0)
    beside = turn + step
    if step and _is(Role.CUSTOMER, beside, grounds, rubric):
        codes = parse_customer(grounds.turns[beside].labels)
        if about == "clarity" and "lost" in codes.signals:
            return "clarity_lost", (turn, beside)
        if about == "presence" and codes.sentiment == "negative":
            return "presence_upset", (beside, turn)
    return about, (turn,)
