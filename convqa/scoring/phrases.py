"""A company's own phrases: plain words with `*`, looked for in time that grows with the text's length alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from convqa.conversation import Channel, Language, Role
from convqa.rubric import Phrase, Rubric

__all__ = ["GAP_WORDS", "Spoken", "contains", "missing_phrases"]

GAP_WORDS = 10
"""How many words a lone `*` may stand for."""


class SpokenTurn(Protocol):
    """A turn as phrases are looked for in it."""

    @property
    def role(self) -> Role:
        """As in `Turn`."""

    @property
    def text(self) -> str:
        """As in `Turn`: redacted."""


class Spoken(Protocol):
    """What phrases are looked for in: a `Conversation`, or what a store keeps of one."""

    @property
    def language(self) -> Language:
        """As in `Conversation`."""

    @property
    def channel(self) -> Channel | None:
        """As in `Conversation`."""

    @property
    def turns(self) -> Sequence[SpokenTurn]:
        """All of them, in order."""


def missing_phrases(conversation: Spoken, rubric: Rubric) -> frozenset[str]:
    """The ids of the rubric's phrases that the company wants said in this conversation and nobody said."""
    return frozenset(phrase.id for phrase in rubric.phrases if _is_missing(phrase, conversation))


def _is_missing(phrase: Phrase, conversation: Spoken) -> bool:
    """Whether what the company wants said is not in the (redacted) agent text.

    `False` where the criterion does not apply: another or an unknown channel, a language without
    patterns, no agent or no customer to say it to.
    """
    patterns = phrase.patterns.get(conversation.language)
    said = [turn.text for turn in conversation.turns if turn.role is Role.AGENT]
    heard = any(turn.role is Role.CUSTOMER for turn in conversation.turns)
    elsewhere = bool(phrase.channels) and conversation.channel not in phrase.channels
    if patterns is None or elsewhere or not said or not heard:
        return False
    searched = said[:1] if phrase.where == "first_agent_turn" else said
    return not any(contains(text, patterns) for text in searched)


def contains(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether the text holds one of the patterns; case and punctuation do not count."""
    words = " ".join(["", *re.findall(r"[^\W_]+", _plain(text)), ""])
    return any(_expression(pattern).search(words) for pattern in patterns)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as an expression over words that each have one space before them and one at the very end.

    Every word of the text is tried once as a beginning, a gap has at most `GAP_WORDS` + 1 ends, and no
    word is matched in two ways (possessively, atomically). So the time grows with the text's length only.
    """
    words = re.findall(r"\*?[^\W_]+\*?|\*", _plain(pattern))
    return re.compile("".join(_one_word(word) for word in words) + "(?= )")


def _one_word(word: str) -> str:
    letters = word.strip("*")
    if not letters:
        return rf"(?: [^ ]++){{0,{GAP_WORDS}}}?"
    if word.startswith("*") and word.endswith("*"):
        return rf" (?>[^ ]*?{letters})[^ ]*+"
    if word.startswith("*"):
        return rf" [^ ]++(?<={letters})"
    return rf" {letters}[^ ]*+" if word.endswith("*") else rf" {letters}"
