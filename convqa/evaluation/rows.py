"""Reviews beside what the machine said of the same conversation: one row a judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS, parse_agent, parse_customer
from convqa.conversation import Language, Role
from convqa.errors import InputError
from convqa.evaluation.scored import Card, Scored
from convqa.redaction import SiteKey, agent_key, redact_id
from convqa.reviews import Review, identity, whole

__all__ = ["PARTS", "Loss", "Matched", "Part", "Row", "TotalRow", "match"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that people and machine both judge: `ordered` classes 0 to `size` - 1; `turns`: of each turn."""

    name: str
    size: int
    ordered: bool
    turns: bool = False


PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        *(Part(name=name, size=5, ordered=True) for name in (*RATINGS, "satisfaction")),
        *(Part(name=name, size=len(values), ordered=False) for name, values in CHOICES.items()),
        *(Part(name=f"phases.{name}", size=2, ordered=True, turns=True) for name in PHASES),
        *(Part(name=f"behaviours.{name}", size=3, ordered=True, turns=True) for name in BEHAVIOURS),
        Part(name="sentiment", size=3, ordered=True, turns=True),
        *(Part(name=f"signals.{name}", size=2, ordered=True, turns=True) for name in SIGNALS),
    )
}
"""Behaviours of a turn: broken, none, shown."""


class Loss(StrEnum):
    """Why a review, or what it says of the agent, is not compared."""

    NO_CONVERSATION = "none of the conversations that could be read has this id"
    SEVERAL = "several of the conversations have this id"
    AGENTS = "several agents serve in this conversation, and the review does not say which one it is about"
    OTHER_AGENT = "several agents serve in this conversation, and none of them is the one that the review names"
    NOBODY = "no agent of this conversation was rated"
    TURNS = "it labels more or fewer turns than the conversation has, or labels them as another speaker's"

    def of(self, review: Review) -> InputError:
        """The sentence that tells it of a review."""
        return review.error(str(self), _REMEDIES[self])


_REMEDIES: Mapping[Loss, str] = {
    Loss.NO_CONVERSATION: "take the id from the record of 'convqa score', or leave the review out",
    Loss.SEVERAL: "give each conversation an id of its own",
    Loss.AGENTS: "name the agent in the review; what it says of the conversation as a whole was used",
    Loss.OTHER_AGENT: "name the agent as the transcript does; what it says of the conversation as a whole was used",
    Loss.NOBODY: "leave it out; what it says of the conversation as a whole was used",
    Loss.TURNS: "label the turns as the record of 'convqa score' numbers them; the rest of it was used",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One judgement of a person and of the machine, as classes; `holds`: the person's lies in the machine's interval.

    `unit` is what was judged: two rows with one unit are two people's, or one's of two turns.
    """

    conversation: str
    unit: tuple[str, str]
    language: Language
    reviewer: str | None
    person: int
    machine: int
    holds: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """Two totals in [0, 100]."""

    conversation: str
    person: float
    machine: float


@dataclass(slots=True)
class Matched:
    """All that can be compared, and what could not.

    Attributes:
        rows: part -> its rows. totals: those of whole cards.
        reviews, conversations, reviewers: how many are compared.
        losses: reviews of which something is not compared, with the reason.
        otherwise: how many reviews name the only agent of a conversation otherwise than the transcript does.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    totals: list[TotalRow] = field(default_factory=list)
    reviews: int = 0
    conversations: set[str] = field(default_factory=set)
    reviewers: set[str] = field(default_factory=set)
    sessions: int = 0
    losses: list[tuple[Review, Loss]] = field(default_factory=list)
    otherwise: int = 0

    def problems(self) -> list[InputError]:
        """A sentence for each loss."""
        return [loss.of(review) for review, loss in self.losses]

    def lost(self) -> Counter[Loss]:
        """How many of each."""
        return Counter(loss for _, loss in self.losses)


def match(reviews: Iterable[Review], scored: Iterable[Scored], key: SiteKey) -> Matched:
    """Bring reviews and conversations together.

    Args:
        reviews: of one person about one conversation at most one with the same form.
        scored: what the machine said.
        key: the site's, with which the agents' keys in `scored` were made.
    """
    by_name: dict[str, list[Scored]] = {}
    for one in scored:
        for name in {identity(one.id), identity(one.raw_id)}:
            by_name.setdefault(name, []).append(one)
    matched = Matched()
    for review in reviews:
        recorded = identity(redact_id(review.conversation, key))
        found = by_name.get(identity(review.conversation)) or by_name.get(recorded, [])
        if len(found) > 1:
            found = [one for one in found if review.conversation in (one.id, one.raw_id)]
            if len(found) != 1:
                matched.losses.append((review, Loss.SEVERAL))
                continue
        if not found:
            matched.losses.append((review, Loss.NO_CONVERSATION))
            continue
        _compare(review, found[0], key, matched)
    return matched


def _compare(review: Review, one: Scored, key: SiteKey, matched: Matched) -> None:
    matched.reviews += 1
    matched.conversations.add(one.id)
    matched.sessions += review.session
    if review.reviewer is not None:
        matched.reviewers.add(review.reviewer)
    for name, person, machine, interval in _of_whole(review, one):
        _add(matched, name, review, one, "", person, machine, interval)
    if any(score is not None for score in review.scores.values()) or review.total is not None:
        card = _card(review, one, key, matched)
        if card is not None:
            _compare_card(review, one, card, matched)
    if review.turn_labels:
        labelled = _of_turns(review, one)
        if labelled is None:
            matched.losses.append((review, Loss.TURNS))
        for name, turn, person, machine in labelled or ():
            _add(matched, name, review, one, str(turn), person, machine, None)


def _compare_card(review: Review, one: Scored, card: Card, matched: Matched) -> None:
    for name, score in review.scores.items():
        if score is not None and name in card.ratings:
            rating, interval = card.ratings[name]
            _add(matched, name, review, one, card.agent_id, whole(score) - 1, rating - 1, interval)
    if review.total is not None and card.total is not None:
        matched.totals.append(TotalRow(conversation=one.id, person=review.total, machine=card.total))


def _card(review: Review, one: Scored, key: SiteKey, matched: Matched) -> Card | None:
    """The card that the review is about: that of the agent it names, else the only one with ratings."""
    if review.agent is not None:
        code = agent_key(review.agent, key)
        named = [card for card in one.cards if card.agent_id == code]
        if named:
            return named[0]
    rated = [card for card in one.cards if card.ratings]
    if len(rated) == 1:
        matched.otherwise += review.agent is not None
        return rated[0]
    loss = Loss.NOBODY if not rated else Loss.AGENTS if review.agent is None else Loss.OTHER_AGENT
    matched.losses.append((review, loss))
    return None


def _of_whole(review: Review, one: Scored) -> Iterator[tuple[str, int, int, tuple[int, int] | None]]:
    """What is judged of the conversation: part, both classes, and the machine's interval."""
    if review.satisfaction is not None:
        rating, interval = one.satisfaction
        yield "satisfaction", whole(review.satisfaction) - 1, rating - 1, interval
    for name, value in review.choices.items():
        values = CHOICES[name]
        if one.choices[name] in values:
            yield name, values.index(value), values.index(one.choices[name]), None


def _of_turns(review: Review, one: Scored) -> list[tuple[str, int, int, int]] | None:
    """Part, turn and both classes of each label; `None` where the labels do not fit the turns."""
    if len(review.turn_labels) != len(one.turns):
        return None
    found: list[tuple[str, int, int, int]] = []
    for at, (label, (role, machine)) in enumerate(zip(review.turn_labels, one.turns, strict=True)):
        if label is None or role not in (Role.AGENT, Role.CUSTOMER):
            continue
        try:
            theirs, ours = (_classes(role, text) for text in (label, machine))
        except ValueError:
            return None
        found += [(name, at, value, ours[name]) for name, value in theirs.items()]
    return found


def _classes(role: Role, labels: str) -> dict[str, int]:
    if role is Role.AGENT:
        codes = parse_agent(labels)
        phases = {f"phases.{name}": int(name in codes.phases) for name in PHASES}
        return phases | {
            f"behaviours.{name}": 1 + (name in codes.shown) - (name in codes.broken) for name in BEHAVIOURS
        }
    seen = parse_customer(labels)
    signals = {f"signals.{name}": int(name in seen.signals) for name in SIGNALS}
    return {"sentiment": SENTIMENTS.index(seen.sentiment)} | signals


def _add(
    matched: Matched,
    name: str,
    review: Review,
    one: Scored,
    unit: str,
    person: int,
    machine: int,
    interval: tuple[int, int] | None,
) -> None:
    matched.rows.setdefault(name, []).append(
        Row(
            conversation=one.id,
            unit=(one.id, unit),
            language=one.language,
            reviewer=review.reviewer,
            person=person,
            machine=machine,
            holds=None if interval is None else interval[0] <= person + 1 <= interval[1],
        )
    )
