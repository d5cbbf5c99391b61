"""Short verbatim quotes from redacted turns: whole sentences where they fit, else cut between words."""

from __future__ import annotations

import re

from convqa.conversation import Language

__all__ = ["LONGEST", "cut", "quotable", "quote", "sentences"]

LONGEST = 120
"""The most characters of a quote."""

_FEWEST_WORDS = 3
_GREETING_WORDS = 8
_NAMING_WORDS = 4
_GREETINGS = {
    "hej",
    "hejsa",
    "hejsan",
    "hei",
    "heisann",
    "hallo",
    "hi",
    "hello",
    "hey",
    "goddag",
    "kære",
    "kjære",
    "dear",
}
_THANKS = ("tak", "tusind tak", "takk", "tusen takk", "tack", "thank")
_SHORT = 25  # characters of a question that may say little by itself
_QUESTIONS = ("discover", "discover_asked", "effort_asked", "question_unanswered", "need_missed")
_READ = 5_000  # characters of a turn that are looked through for a quote; a person would not look further
_FIRST_PERSON = {
    Language.DA: {"jeg", "vi"},
    Language.NB: {"jeg", "vi"},
    Language.NN: {"eg", "vi", "me"},
    Language.SV: {"jag", "vi"},
    Language.EN: {"i", "i'll", "i've", "i'm", "i’ll", "i’ve", "i’m", "we", "we'll", "we’ll", "we've", "we’ve"},
}
_SECOND_PERSON = {
    Language.DA: {"du", "dig", "din", "dit", "dine", "i", "jer", "jeres", "de", "dem", "deres"},
    Language.NB: {"du", "deg", "din", "di", "ditt", "dine", "dere", "deres"},
    Language.NN: {"du", "deg", "din", "di", "ditt", "dine", "de", "dykk", "dykkar"},
    Language.SV: {"du", "dig", "din", "ditt", "dina", "ni", "er", "ert", "era"},
    Language.EN: {"you", "your", "you're", "you’re", "you've", "you’ve"},
}
_NEGATIONS = {
    Language.DA: {"ikke", "ingen", "intet", "aldrig", "hverken", "desværre", "nej"},
    Language.NB: {"ikke", "ingen", "aldri", "verken", "dessverre", "nei"},
    Language.NN: {"ikkje", "ingen", "inga", "aldri", "verken", "dessverre", "nei"},
    Language.SV: {"inte", "ingen", "inget", "inga", "aldrig", "varken", "tyvärr", "nej", "nä"},
    Language.EN: {"not", "no", "nobody", "nothing", "never", "cannot", "neither", "unfortunately", "afraid"},
}
_WISHES = {
    Language.DA: {"vil", "gerne", "ville", "skal", "brug", "mangler", "behøver", "kan"},
    Language.NB: {"vil", "gjerne", "ville", "skal", "trenger", "mangler", "må", "kan"},
    Language.NN: {"vil", "gjerne", "ville", "skal", "treng", "manglar", "må", "kan"},
    Language.SV: {"vill", "gärna", "skulle", "ska", "behöver", "saknar", "måste", "kan"},
    Language.EN: {"want", "like", "need", "must", "missing", "can", "could", "trying"},
}
# Insults, in any of the languages: nobody should meet them again in feedback.
_HURTFUL = re.compile(
    r"\b(?:idiot|hjernedød|hjernedau|fæ\b|fjols|kælling|kjerring|käring|udugelig|udueleg|oduglig|ynkelig|ynkeleg"
    r"|ynklig|tilbakestående|retard|moron|stupid|dumbass|bitch|fuck|hora\b|fitte|fitta|jävla)",
    re.IGNORECASE,
)
# Looking back keeps this linear: a run of marks is entered at its beginning only.
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[)»«”\"']*+\s++|\n+")
_BULLET = re.compile(r"^(?:[-–•*]|\d{1,2}[.)])\s+")
_CLAUSE = re.compile(r"[,;:–] ")
_DIGIT = re.compile(r"(?<!\w)\d")


def quotable(text: str) -> bool:
    """Whether a text has words to quote in the part that is looked through: a sentence with a word and no insult."""
    return bool(_candidates(text))


def quote(text: str, about: str, language: Language, *, good: bool = False) -> str:
    """The words of a turn that a rating is about, at most `LONGEST` characters.

    Contact is quoted by its first sentence, beyond a bare greeting where it is to be praised, and any
    turn that is short enough as a whole, without its greeting. Of others the sentence with most
    fitting signs comes first (see `_signs`), and of equals the longest that fits; a short question
    ("Is that possible?") takes the sentence before it along. White space is made even, and a full
    stop at the end is left out, so that the quote can stand inside a sentence.

    Args:
        text: redacted text of a turn, `quotable`.
        about: a rating, a kind of absence, or `discover_asked` or `effort_asked`.
        language: the conversation's.
        good: whether the words are to be praised; what is said "no" to is then not what is looked for.
    """
    found = _candidates(text)
    whole = " ".join(text[:_READ].split())
    while about != "contact" and len(found) > 1 and _greets(found[0]):
        found = found[1:]
        whole = whole[whole.index(found[0]) :]
    full = [sentence for sentence in found if len(sentence.split()) >= _FEWEST_WORDS] or found
    if about == "contact":
        return cut(next((sentence for sentence in full if not (good and _greets(sentence))), full[0]))
    if len(whole) <= LONGEST and not _HURTFUL.search(whole):
        return cut(whole)
    best = max(full, key=lambda sentence: (_signs(sentence, about, language, good=good), *_fit(sentence)))
    if about in ("need_missed", "question_unanswered") and len(best) <= _SHORT:
        best = _with_what_came_before(best, full, whole)
    return cut(best, keep_end=about in _QUESTIONS and best.endswith("?"))


def sentences(text: str) -> list[str]:
    """Split where a mark is followed by a capital, a placeholder or a new line; "kl. 16" and "ca. to" stay whole."""
    starts = [0]
    for match in _ENDS.finditer(text):
        following = text[match.end() : match.end() + 1]
        if "\n" in match.group() or following.isupper() or following in '[«»”“"–-':
            starts.append(match.end())
    pieces = [" ".join(text[start:end].split()) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [piece for piece in pieces if piece]


def cut(sentence: str, *, keep_end: bool = False) -> str:
    """At most `LONGEST` characters, cut between words, with a mark for what was left out.

    The end is left out, or the beginning where the end is what matters.
    """
    if len(sentence) <= LONGEST:
        return sentence if sentence.endswith("...") else sentence.removesuffix(".").rstrip(" ,;:–-")
    if keep_end:
        room = sentence[-(LONGEST - 2) :]
        clause = _CLAUSE.search(room, 0, LONGEST // 2)
        start = clause.end() if clause else room.find(" ") + 1
        return "… " + room[start:].lstrip(" ,;:.–-")
    room = sentence[: LONGEST - 2]
    whole_words = room.rsplit(" ", 1)[0] if " " in room else room
    return whole_words.rstrip(" ,;:.–-") + " …"


def _candidates(text: str) -> list[str]:
    """The sentences that may be quoted, without the marks of a list before them."""
    plain = (_BULLET.sub("", sentence) for sentence in sentences(text[:_READ]))
    return [
        sentence for sentence in plain if any(sign.isalnum() for sign in sentence) and not _HURTFUL.search(sentence)
    ]


def _greets(sentence: str) -> bool:
    """Whether a sentence does no more than greet or give a name."""
    words = sentence.casefold().split()
    greets = words[0].strip(".,!:") in _GREETINGS
    return len(words) <= (_GREETING_WORDS if greets else _NAMING_WORDS) and (greets or "[PERSON_" in sentence)


def _with_what_came_before(sentence: str, full: list[str], whole: str) -> str:
    place = full.index(sentence)
    both = f"{full[place - 1]} {sentence}"
    return both if place and len(both) <= LONGEST and both in whole else sentence


def _fit(sentence: str) -> tuple[bool, int]:
    """Whole sentences before cut ones; of whole ones the longest, of cut ones the one that loses least."""
    fits = len(sentence) <= LONGEST
    return fits, len(sentence) if fits else -len(sentence)


def _signs(sentence: str, about: str, language: Language, *, good: bool) -> int:
    """How much a sentence looks like the words that a rating is about.

    A question for what was asked, or a wish or a "not" for a need; a figure for what was made clear;
    "I" and "you" for what was felt; "I" with a figure, no "not" and no mere thanks for what was done
    well; "I" or "not" for what was done less well.
    """
    words = set(re.findall(r"[\w'’]+", sentence.casefold()))
    mine, yours = bool(words & _FIRST_PERSON[language]), bool(words & _SECOND_PERSON[language])
    asks, figure = "?" in sentence, _DIGIT.search(sentence) is not None
    negated = bool(words & _NEGATIONS[language]) or any(word.endswith(("n't", "n’t")) for word in words)
    if about in ("need_missed", "question_unanswered"):
        return 2 * asks + (negated or bool(words & _WISHES[language]))
    if about in _QUESTIONS:
        return int(asks)
    if about == "clarity":
        return int(figure)
    if about == "presence":
        return mine + yours - asks
    if about == "feeling_not_met":
        return int(mine)
    if good:
        thanks = sentence.casefold().startswith(_THANKS)
        return (
            2 * (not negated)
            - 2 * thanks
            + (not asks)
            + (figure if about == "respond" else 2 * mine + (mine and figure))
        )
    return mine + negated
