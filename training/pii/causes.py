"""Why a piece of personal data was missed, told from the string and the lexicon alone."""

from __future__ import annotations

import re

from convqa.conversation import Language
from convqa.redaction.lexicon import lexicon
from training.pii.segments import PERSON

__all__ = ["cause"]

MAX_SHORT = 5
_WORD = re.compile(r"[^\W\d_]+")


def cause(text: str, kind: str, language: Language, *, touched: bool) -> str:
    """A short reason.

    Args:
        text: the string that was missed.
        kind: its type in the corpus.
        language: of the conversation.
        touched: whether a part of it was replaced.
    """
    if touched:
        return "in part"
    return _of_person(text, language) if kind == PERSON else _of_number(text)


def _of_person(text: str, language: Language) -> str:
    names, words = lexicon(language), _WORD.findall(text.lower())
    if not words:
        return "no letters"
    if any(word in names.organisations for word in words):
        return "on the list of companies"
    first = words[0]
    if len(first) == 1:
        return "spelled, or an initial"
    is_word = first in names.words or first in names.foreign
    if first in names.given:
        return "a listed name that is a word" if is_word else "a listed name"
    if is_word:
        return "a word on no list of names"
    if first in names.family:
        return "only on the list of family names"
    return "on no list, capitalised" if text[0].isupper() else "on no list, lower case"


def _of_number(text: str) -> str:
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    if not digits:
        return "in words"
    if letters > digits:
        return "words and digits"
    if letters:
        return "letters and digits"
    return "a short number" if digits <= MAX_SHORT else "a long number"
