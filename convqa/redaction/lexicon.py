"""Name lists and ordinary words (package data; sources in `data/names/README.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convqa.conversation import Language
from convqa.redaction.wordlist import words

__all__ = ["Lexicon", "every_word", "is_code", "lexicon", "sound", "vocabularies"]

MIN_SOUND = 6
MAX_CODE = 3
_HEARD = (("ph", "f"), ("th", "t"), ("ch", "k"), ("ck", "k"), ("kj", "k"), ("hj", "j"), ("aa", "å"))
_PLAIN = str.maketrans("cwzäöéèáíóü", "kvsæøeeaiou")
_DOUBLE = re.compile(r"(.)\1+")

# Words of which the capitalised form is nearly always the name ("Jack" against "a headphone jack").
_NAMES_IF_CAPITAL = frozenset(
    words(
        "ben bent bjørk bo bøje carol cody daisy dana dawn dean drew eden florence frank gene glen grace gro hazel "
        "heather helge helle hilde holly iris jack jade jasmin jasmine jay jean josh joy karl kelvin ken klara leo "
        "levi lill lily liv luke lærke manuel nick noel palle patty peg poppy ray rene robin roman rosa rosemary "
        "sanna stein sten stig svend søs tanner tom tone tore ture vegar vilja viola warren"
    )
)
# Short forms that no list of names holds; all but a few are words too, so they need a cue ("Hi Rob,").
_SHORT_NAMES = frozenset(
    words(
        "rob bob pat phil chris matt dan don ed ted jim tim ron ray russ stu vic wes zac zak art bart brad chad doug "
        "greg jeff jess josh kat kim liz mags meg mick nat ned pam peg rick rich sid stan sally tess trish val viv"
    )
)
# A city that a list of given names holds: a family name at most.
_CITIES = frozenset(("bergen",))
# English words that are so common as Nordic names that in lower case they are taken for the name.
_NORDIC_NAMES = frozenset({"bent", "gun", "lone", "odd", "tore"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names and words in lower case, for conversations in one language.

    Attributes:
        given, family: names of people.
        further: rarer given names, which need a capital or a cue; none of them is an ordinary word.
        words: ordinary words of the language, some of which are names too.
        foreign: words that are no names in lower case: of English, which turns up in every language, and those of
            the language of which only the capitalised form is taken for a name.
        organisations: companies and products that are never people, some of two words ("harald nyborg").
        company_starts: the first words of those of two words.
        sounds: what given names sound like (`sound`).
        common: further ordinary words of the language, none of them a given name.
    """

    given: frozenset[str]
    family: frozenset[str]
    further: frozenset[str]
    words: frozenset[str]
    foreign: frozenset[str]
    organisations: frozenset[str]
    company_starts: frozenset[str]
    sounds: frozenset[str]
    common: frozenset[str]

    def is_rare(self, word: str) -> bool:
        """Whether a word in lower case is on a list of names that wants a cue, and no ordinary word."""
        if word not in self.further and word not in self.family:
            return False
        return not (word in self.words or word in self.foreign or word in self.common)


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon for conversations in `language`."""
    organisations = _lines("organisations.txt")
    given, family = _people()
    return Lexicon(
        given=given,
        family=family,
        further=_lines("further.txt"),
        words=_words("words.txt")[language] - _NAMES_IF_CAPITAL,
        foreign=(_words("words.txt")[Language.EN] - _NORDIC_NAMES)
        | (_words("words.txt")[language] & _NAMES_IF_CAPITAL),
        organisations=organisations,
        company_starts=frozenset(name.partition(" ")[0] for name in organisations if " " in name),
        sounds=_sounds(),
        common=_words("common.txt")[language],
    )


def sound(name: str) -> str:
    """What a name in lower case shares with its misspellings ("birgite", "katrinne", "kjerstin"); "" for short ones."""
    if len(name) < MIN_SOUND:
        return ""
    for written, heard in _HEARD:
        name = name.replace(written, heard)
    return _DOUBLE.sub(r"\1", name.translate(_PLAIN))


_SOUNDS = frozenset(words("hm hmm mhm mm eh øh öh um uh ja jo ok er nr no kr kl det men"))


def is_code(word: str, language: Language) -> bool:
    """Whether a short word in lower case is no word or name, so letters of a number ("psl 728")."""
    names = lexicon(language)
    known = (names.words, names.foreign, names.given, names.family, _SOUNDS)
    return len(word) <= MAX_CODE and not any(word in listed for listed in known)


@cache
def every_word() -> frozenset[str]:
    """The ordinary words of every language."""
    return frozenset().union(*_words("words.txt").values())


@cache
def vocabularies() -> tuple[frozenset[str], frozenset[str]]:
    """The ordinary words of the Nordic languages, which borrow from each other, and those of English."""
    known = {language: _words("words.txt")[language] | _words("common.txt")[language] for language in Language}
    english = known.pop(Language.EN)
    return frozenset().union(*known.values()), english


@cache
def _people() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and family names, which all languages share."""
    organisations = _lines("organisations.txt")
    return (_lines("given.txt") | _SHORT_NAMES) - organisations - _CITIES, _lines("family.txt") - organisations


@cache
def _sounds() -> frozenset[str]:
    return frozenset(map(sound, _lines("given.txt"))) - {""}


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(_text(name).split("\n"))


def _text(name: str) -> str:
    return (files(__package__) / "lexicons" / name).read_text(encoding="utf-8")


@cache
def _words(name: str) -> dict[Language, frozenset[str]]:
    """Lines of a list of words are ``word language…``."""
    words: dict[str, set[str]] = {language: set() for language in Language}
    for line in _text(name).splitlines():
        word, *languages = line.split()
        for language in languages:
            words[language].add(word)
    return {language: frozenset(words[language]) for language in Language}
