"""Short verbatim quotes from redacted turns: whole sentences where they fit, else cut between words."""

from __future__ import annotations

import re

from convqa.conversation import Language

__all__ = ["LONGEST", "cut", "quotable", "quote", "sentences"]

LONGEST = 100
"""The most characters of a quote."""

_FEWEST_WORDS = 3
_READ = 5_000  # characters of a turn that are looked through for a quote; a person would not look further
_FIRST_PERSON = {
    Language.DA: {"jeg", "vi"},
    Language.NB: {"jeg", "vi"},
    Language.NN: {"eg", "vi", "me"},
    Language.SV: {"jag", "vi"},
    Language.EN: {"i", "i'll", "i've", "i'm", "i’ll", "i’ve", "i’m", "we", "we'll", "we’ll", "we've", "we’ve"},
}
# Looking back keeps this linear: a run of marks is entered at its beginning only.
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[)»«”\"']*+\s++|\n+")
_DIGIT = re.compile(r"(?<!\w)\d")


def quotable(text: str) -> bool:
    """Whether a text has a word in the part that is looked through."""
    return any(sign.isalnum() for sign in text[:_READ])


def quote(text: str, about: str, language: Language) -> str:
    """The words of a turn that a rating is about, at most `LONGEST` characters.

    Contact is quoted by its first sentence, and any turn that is short enough as a whole. Of others
    a sentence with a fitting sign comes first (a question for what was asked, a figure for what was
    made clear, "I" or "we" for what was done or felt), and of equals the longest that fits. White
    space is made even, and a full stop at the end is left out, so that the quote can stand inside a
    sentence.

    Args:
        text: redacted text of a turn, `quotable`.
        about: a rating, or a kind of absence.
        language: the conversation's.
    """
    found = [sentence for sentence in sentences(text[:_READ]) if quotable(sentence)]
    full = [sentence for sentence in found if len(sentence.split()) >= _FEWEST_WORDS] or found
    if about == "contact":
        return cut(full[0])
    whole = " ".join(text[:_READ].split())
    if len(whole) <= LONGEST:
        return cut(whole)
    return cut(max(full, key=lambda sentence: (_shows(sentence, about, language), *_fit(sentence))))


def sentences(text: str) -> list[str]:
    """Split where a mark is followed by a capital, a placeholder or a new line; "kl. 16" and "ca. to" stay whole."""
    starts = [0]
    for match in _ENDS.finditer(text):
        following = text[match.end() : match.end() + 1]
        if "\n" in match.group() or following.isupper() or following in '[«»”“"–-':
            starts.append(match.end())
    pieces = [" ".join(text[start:end].split()) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [piece for piece in pieces if piece]


def cut(sentence: str) -> str:
    """At most `LONGEST` characters, ending at a word, with a mark for what was left out."""
    if len(sentence) <= LONGEST:
        return sentence if sentence.endswith("...") else sentence.removesuffix(".").rstrip(" ,;:–-")
    room = sentence[: LONGEST - 2]
    whole_words = room.rsplit(" ", 1)[0] if " " in room else room
    return whole_words.rstrip(" ,;:.–-") + " …"


def _fit(sentence: str) -> tuple[bool, int]:
    """Whole sentences before cut ones; of whole ones the longest, of cut ones the one that loses least."""
    fits = len(sentence) <= LONGEST
    return fits, len(sentence) if fits else -len(sentence)


def _shows(sentence: str, about: str, language: Language) -> bool:
    if about in ("discover", "question_unanswered"):
        return "?" in sentence
    if about == "clarity":
        return _DIGIT.search(sentence) is not None
    words = re.findall(r"[\w'’]+", sentence.casefold())
    return not _FIRST_PERSON[language].isdisjoint(words)
