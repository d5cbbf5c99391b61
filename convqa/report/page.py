"""One conversation laid out for its page (`views`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from convqa import codebook
from convqa.assessment import AssessedTurn, Assessment, Choice, Flag, Rating, Scorecard
from convqa.conversation import UNKNOWN_AGENT, Role
from convqa.report.chips import chips
from convqa.report.texts import Texts
from convqa.report.views import (
    CardView,
    Cite,
    ConversationView,
    Fact,
    FeedbackView,
    FlagView,
    PartView,
    RatingView,
    TurnView,
)
from convqa.report.waterfall import Part, waterfall
from convqa.rubric import Thresholds

__all__ = ["conversation_view"]

MAX_CHARACTERS = 10_000
"""How much of one turn's text is shown; what is longer stops a browser and helps no reader."""

_PLACEHOLDER = re.compile(r"(\[[A-Z][A-Z_]{1,30}_[0-9]{1,6}\])")


def conversation_view(
    assessment: Assessment, say: Texts, *, number: int, last: int, words_language: str | None, thresholds: Thresholds
) -> ConversationView:
    """Lay out one conversation.

    Args:
        assessment: what is shown.
        say: texts of the page's language.
        number: its place among those shown, from 1.
        last: how many are shown.
        words_language: language of reasons and feedback; `None` means the conversation's own.
        thresholds: say from when on a turn is badly heard.
    """
    anchor, info = f"c{number}", assessment.conversation
    names = _agent_names(assessment, say)
    page = _Page(anchor=anchor, say=say, thresholds=thresholds)
    return ConversationView(
        anchor=anchor,
        id=info.id,
        language=info.language.value,
        words_language=words_language or info.language.value,
        speech=_speech(assessment, say),
        facts=_facts(assessment, say),
        flags=page.flags(assessment.flags),
        turns=tuple(page.turn(turn, names) for turn in assessment.turns),
        cards=tuple(page.card(card, place, names) for place, card in enumerate(assessment.scorecards, start=1)),
        previous=f"c{number - 1}" if number > 1 else None,
        next=f"c{number + 1}" if number < last else None,
    )


def _agent_names(assessment: Assessment, say: Texts) -> dict[str, str]:
    """Agents by number in order of their turns; just "Agent" where there is one."""
    turns = (turn.agent_id for turn in assessment.turns if turn.agent_id is not None)
    ids = list(dict.fromkeys((*turns, *(card.agent_id for card in assessment.scorecards))))
    agent = say.name("role", Role.AGENT)
    return {agent_id: agent if len(ids) == 1 else f"{agent} {place}" for place, agent_id in enumerate(ids, start=1)}


def _speech(assessment: Assessment, say: Texts) -> str:
    """Where the words come from, where a machine heard them."""
    engine, sure = assessment.provenance.speech, assessment.conversation.speech_confidence
    if engine is None and sure is None:
        return ""
    said = [say.say("reading", "recording", engine=engine) if engine else say.say("reading", "recognised")]
    if sure is not None:
        said.append(say.say("reading", "heard_mean", p=say.percent(sure)))
    return " ".join(said)


def _facts(assessment: Assessment, say: Texts) -> tuple[Fact, ...]:
    info, outcome = assessment.conversation, assessment.outcome
    level = outcome.satisfaction

    def chosen(title: str, section: str, choice: Choice, none: str = "") -> Fact:
        value = none if choice.value is None else say.name(section, choice.value)
        note = say.say("reading", "probability", p=say.percent(choice.probability))
        return Fact(name=say.say("reading", title), value=value, note=note)

    return (
        Fact(name=say.say("list", "language"), value=say.name("language", info.language)),
        *([Fact(name=say.say("reading", "channel"), value=say.name("channel", info.channel))] if info.channel else []),
        Fact(name=say.say("reading", "source"), value=info.source),
        *(
            [Fact(name=say.say("reading", "started"), value=info.started_at.replace("T", " "))]
            if info.started_at
            else []
        ),
        chosen("touchpoint", "touchpoint", assessment.touchpoint),
        chosen("resolution", "resolution", outcome.resolution),
        Fact(
            name=say.say("reading", "satisfaction"),
            value=f"{level.rating} / 5",
            note=say.say("reading", "interval", range=_range(level.interval)),
        ),
        chosen("loyalty", "loyalty", outcome.loyalty),
        chosen("process", "process_failure", assessment.process_failure, say.say("reading", "no_process")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The page of one conversation: where its anchors lead and in which language it speaks."""

    anchor: str
    say: Texts
    thresholds: Thresholds

    def cite(self, turn: int) -> Cite:
        return Cite(anchor=f"{self.anchor}-t{turn + 1}", text=self.say.say("page", "turn", n=turn + 1))

    def cites(self, turns: Iterable[int]) -> tuple[Cite, ...]:
        return tuple(self.cite(turn) for turn in turns)

    def flags(self, flags: Iterable[Flag]) -> tuple[FlagView, ...]:
        ordered = sorted(flags, key=lambda flag: flag.severity != "good")
        return tuple(
            FlagView(
                name=flag.name,
                title=self.say.name("flag", flag.name),
                good=flag.severity == "good",
                reason=flag.reason,
                cites=self.cites(flag.turns),
            )
            for flag in ordered
        )

    def turn(self, turn: AssessedTurn, names: dict[str, str]) -> TurnView:
        role = self.say.name("role", turn.role)
        return TurnView(
            anchor=f"{self.anchor}-t{turn.index + 1}",
            number=turn.index + 1,
            role=turn.role.value,
            speaker=names.get(turn.agent_id or "", role),
            text=_marked(turn.text[:MAX_CHARACTERS]),
            cut=len(turn.text) > MAX_CHARACTERS,
            heard=self.heard(turn.speech_confidence),
            chips=chips(turn, self.say),
        )

    def heard(self, confidence: float | None) -> str:
        """Nothing of a turn that was heard well enough or is no speech."""
        if confidence is None or self.thresholds.hears(confidence):
            return ""
        return self.say.say("reading", "heard", p=self.say.percent(confidence))

    def card(self, card: Scorecard, place: int, names: dict[str, str]) -> CardView:
        return CardView(
            anchor=f"{self.anchor}-a{place}",
            agent=names[card.agent_id],
            agent_id=card.agent_id,
            unknown=card.agent_id.startswith(UNKNOWN_AGENT),
            total=None if card.total is None else self.say.number(card.total, 1),
            flags=self.flags(card.flags),
            feedback=tuple(
                FeedbackView(
                    kind=item.kind,
                    about=self.say.name("rating", item.about),
                    text=item.text,
                    cites=self.cites(item.turns),
                )
                for item in sorted(card.feedback, key=lambda item: item.kind != "keep")
            ),
            ratings=tuple(self.rating(name, card.ratings.get(name)) for name in codebook.RATINGS),
        )

    def rating(self, code: str, rating: Rating | None) -> RatingView:
        say, name = self.say, self.say.name("rating", code)
        if rating is None:
            return RatingView(name=name)
        low, high = rating.interval
        value = say.number(rating.value)
        return RatingView(
            name=name,
            rating=rating.rating,
            value=value,
            interval=say.say("reading", "interval", range=_range(rating.interval)),
            described=say.say("reading", "scale", name=name, value=value, low=low, high=high),
            low=(low - 1) * 25.0,
            high=(high - 1) * 25.0,
            place=round((rating.value - 1) * 25, 2),
            parts=tuple(self.part(part) for part in waterfall(rating)),
        )

    def part(self, part: Part) -> PartView:
        signed = part.kind not in ("base", "value")
        return PartView(
            kind=part.kind,
            label=self.part_label(part),
            cite=None if part.turn is None else self.cite(part.turn),
            amount=self.say.number(part.hundredths / 100, signed=signed),
            exact=self.say.number(part.exact, 4, signed=signed),
            start=min(part.start, part.end),
            width=round(abs(part.end - part.start), 2),
            direction="whole" if not signed else "down" if part.exact < 0 else "up",
        )

    def part_label(self, part: Part) -> str:
        match part.kind:
            case "absence":
                return self.say.name("absence", part.name or "")
            case "others" if part.count == 1:
                return self.say.say("reading", "others_one")
            case "others":
                return self.say.say("reading", "others", n=part.count)
            case "turn":
                return ""
            case kind:
                return self.say.say("reading", kind)


def _range(interval: tuple[int, int]) -> str:
    low, high = interval
    return str(low) if low == high else f"{low}–{high}"


def _marked(text: str) -> Markup:
    """The text, escaped, its placeholders set apart."""
    return Markup("").join(
        Markup('<span class="placeholder">{}</span>').format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(_PLACEHOLDER.split(text))
    )
