"""Step 6: scorecards -> feedback and reasons for flags in the reader's language. Pure.

`moments` chooses what is worth saying, `quotes` the words it is about, `wording` how it is said;
the texts themselves are in `texts/`, one file a language.
"""

from __future__ import annotations

from dataclasses import replace

from convqa.assessment import Flag, Scores
from convqa.coaching.feedback import feedback
from convqa.coaching.wording import Wording, load_wording
from convqa.conversation import Conversation, Language
from convqa.grounds import Grounds
from convqa.rubric import Rubric

__all__ = ["coach", "word_flags"]


def coach(scores: Scores, conversation: Conversation, grounds: Grounds, rubric: Rubric, language: Language) -> Scores:
    """Give every card its feedback and every flag its reason, in the reader's language.

    Each card gets what to keep first, quoted from the agent's own turn, then at most two things to
    try; one with nothing to try, as an exemplary one, gets up to two to keep; a card without ratings
    gets none.
    The same conversation always reads the same.

    Args:
        scores: as `convqa.scoring.judge` made them, of this conversation.
        conversation: what is quoted.
        grounds: say by the decided labels what may be praised, and what the customer felt.
        rubric: its thresholds, weights, titles of criteria and own texts.
        language: the reader's; quotes stay in the conversation's.
    """
    scores = word_flags(scores, rubric, language)
    cards = tuple(
        replace(card, feedback=feedback(card, conversation, grounds, rubric, language)) for card in scores.scorecards
    )
    return replace(scores, scorecards=cards)


def word_flags(scores: Scores, rubric: Rubric, language: Language) -> Scores:
    """Give every flag its reason, and nothing else: the part of `coach` that quotes nobody and so needs no text."""
    wording = load_wording(language)

    def worded(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
        return tuple(_worded(flag, wording, rubric, language) for flag in flags)

    cards = tuple(replace(card, flags=worded(card.flags)) for card in scores.scorecards)
    return replace(scores, scorecards=cards, flags=worded(scores.flags))


def _worded(flag: Flag, wording: Wording, rubric: Rubric, language: Language) -> Flag:
    """Word a flag; `detail` is a cause, what is unsure, or the id of a criterion whose title the reader sees."""
    titles = {criterion.id: criterion.title for criterion in rubric.critical}
    titles |= {phrase.id: phrase.title for phrase in rubric.phrases}
    if flag.name == "unsure":
        return replace(flag, reason=wording.flags[f"unsure_{flag.detail}"])
    if flag.name == "process_failure":
        return replace(flag, reason=wording.flags[flag.name].format(cause=wording.causes[str(flag.detail)]))
    if flag.detail in titles:
        title = titles[flag.detail]
        shown = title.get(language) or title.get(Language.EN) or next(iter(title.values()))
        return replace(flag, reason=wording.flags[flag.name].format(title=shown))
    return replace(flag, reason=wording.flags[flag.name])
