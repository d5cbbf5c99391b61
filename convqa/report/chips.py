"""The labels of a turn as small words in the reader's language; the codebook's code is in the tooltip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convqa import codebook
from convqa.assessment import AssessedTurn
from convqa.conversation import Role
from convqa.report.texts import Texts

__all__ = ["Chip", "chips"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A label: `kind` is its look (`phase`, `shown`, `broken`, `negative`, `neutral`, `positive`, `signal`)."""

    text: str
    kind: str
    title: str


def chips(turn: AssessedTurn, say: Texts) -> tuple[Chip, ...]:
    """The decided labels as chips; a label string that is not of the codebook gives none."""
    try:
        if turn.role is Role.AGENT:
            return tuple(_agent_chips(turn, say))
        if turn.role is Role.CUSTOMER and turn.labels:
            return tuple(_customer_chips(turn, say))
    except ValueError:
        return ()
    return ()


def _agent_chips(turn: AssessedTurn, say: Texts) -> Iterator[Chip]:
    codes = codebook.parse_agent(turn.labels)
    for phase in codebook.PHASES:
        if phase in codes.phases:
            title = _title(phase[0].upper(), (turn.phases or {}).get(phase), say)
            yield Chip(text=say.name("rating", phase), kind="phase", title=title)
    for code, behaviour in zip("ocpxe", codebook.BEHAVIOURS, strict=True):
        for kind, sign, found in (("shown", "+", codes.shown), ("broken", "-", codes.broken)):
            if behaviour in found:
                probability = (turn.behaviours or {}).get(behaviour, {}).get(kind)
                title = f"{say.say('reading', kind)}; {_title(code + sign, probability, say)}"
                yield Chip(text=say.name("rating", behaviour), kind=kind, title=title)


def _customer_chips(turn: AssessedTurn, say: Texts) -> Iterator[Chip]:
    codes = codebook.parse_customer(turn.labels)
    sentiment = codes.sentiment
    code = {"negative": "-", "neutral": "0", "positive": "+"}[sentiment]
    title = _title(code, (turn.sentiment or {}).get(sentiment), say)
    yield Chip(text=say.name("sentiment", sentiment), kind=sentiment, title=title)
    for signal in codebook.SIGNALS:
        if signal in codes.signals:
            title = _title(signal, (turn.signals or {}).get(signal), say)
            yield Chip(text=say.name("signal", signal), kind="signal", title=title)


def _title(code: str, probability: float | None, say: Texts) -> str:
    if probability is None:
        return code
    return say.say("reading", "code", code=code, p=say.percent(probability))
