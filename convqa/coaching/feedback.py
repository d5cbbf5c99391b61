"""Feedback on one card: moments put into words."""

from __future__ import annotations

from convqa.assessment import Feedback, Scorecard
from convqa.coaching.moments import Moment, to_keep, to_try
from convqa.coaching.quotes import quote
from convqa.coaching.wording import choose, load_wording
from convqa.conversation import Conversation, Language
from convqa.grounds import Grounds
from convqa.rubric import Rubric, TextOverrides

__all__ = ["feedback"]


def feedback(
    card: Scorecard, conversation: Conversation, grounds: Grounds, rubric: Rubric, language: Language
) -> tuple[Feedback, ...]:
    """What to keep, then what to try, of one agent's card, in the reader's language.

    One thing to keep beside what there is to try; up to two where there is nothing to try.
    """
    exemplary = any(flag.name == "exemplary" for flag in card.flags)
    kept = to_keep(card, conversation, grounds, rubric, 2)
    tried = [] if exemplary else to_try(card, conversation, grounds, rubric, kept[:1])
    if tried:
        kept = kept[:1]
    chosen = [("keep", moment) for moment in kept] + [("try", moment) for moment in tried]
    return tuple(
        Feedback(
            kind=kind,
            about=moment.about,
            text=_say(kind, moment, card.agent_id, conversation, rubric, language),
            turns=moment.turns,
        )
        for kind, moment in chosen
    )


def _say(
    kind: str, moment: Moment, agent_id: str, conversation: Conversation, rubric: Rubric, language: Language
) -> str:
    wording = load_wording(language)
    sign = moment.key if moment.absent or moment.key.endswith("_asked") else moment.about
    words = quote(conversation.turns[moment.turn].text, sign, conversation.language, good=kind == "keep")
    variants = _variants(kind, moment, rubric.texts.get(language, TextOverrides()), language)
    text = choose(variants, conversation.content_hash, agent_id, kind, moment.key, str(moment.turn))
    return wording.fill(text, quote=words, turn=moment.turn + 1)


def _variants(kind: str, moment: Moment, own: TextOverrides, language: Language) -> tuple[str, ...]:
    """The company's own texts for the rating where it has some; what was left out keeps the packaged ones."""
    wording = load_wording(language)
    if moment.absent:
        return wording.absence[moment.key]
    if kind == "keep":
        packaged = wording.keep[moment.key]
        return packaged if moment.key == "best" else own.keep.get(moment.about, packaged)
    return own.try_.get(moment.about, wording.try_[moment.key])
