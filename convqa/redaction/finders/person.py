"""Names of people: name lists, cues in the wording, and names known from elsewhere in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from convqa.redaction.finders.companies import find_companies
from convqa.redaction.finders.cues import TITLES, Cue, find_cues
from convqa.redaction.finders.extent import FAMILY_END, MIN_LOWER_CASE, is_rest, past_initials, spans
from convqa.redaction.finders.fits import FUNCTION_WORDS, HERE, fits
from convqa.redaction.finders.namesakes import find_namesakes
from convqa.redaction.finders.places import find_places
from convqa.redaction.finders.tokens import WORD, Tokens
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon

__all__ = ["find_people", "name_words"]


_AND = frozenset(("and", "og", "och"))
_WORD = re.compile(r"[^\W\d_]{3,}")


def find_people(reading: Reading, known: Iterable[str] = (), tagged: Iterable[Finding] = ()) -> list[Finding]:
    """Names of people.

    1. Listed given names, capitalised or not, that are no ordinary words of the language.
    2. What stands where a cue (`find_cues`) says that a name begins.
    3. Family names, initials and particles that go on from there ("Odd Rasmus Hellesvik", "lars de boer").
    4. Every other place where a name so found, tagged, or one of `known`, stands alone.

    Companies, cities, months, animals and things are none of these, unless somebody is introduced so.

    Args:
        reading: the turns.
        known: words of names known from outside the text (speakers), in lower case.
        tagged: people that the tagger found, who are found too, unless the wording says that they are nobody.
    """
    names = lexicon(reading.language)
    tokens = Tokens(reading, names)
    companies = find_companies(reading, tokens)
    place = {start: index for index, start in enumerate(tokens.starts)}
    cues = [(place[position], cue) for position, cue in find_cues(reading) if position in place]
    speakers = frozenset(known)
    nobody = find_namesakes(reading, tokens, cues, speakers)
    tagged = [one for one in tagged if not _is_nobody(reading.low[one.start : one.end], nobody, names.common)]
    named = speakers.union(*(_WORD.findall(reading.low, one.start, one.end) for one in tagged)) - nobody
    barred = companies.places | {
        index for index in _with_endings(tokens, companies.keys | nobody) if tokens.key(index) not in named
    }
    places = find_places(reading, tokens)
    sure = {index for index in _with_endings(tokens, names.given) if _needs_no_context(tokens, index)}
    sure |= _double_names(tokens)
    sure -= barred | {index for index in sure if places.needs(tokens, index) > Cue.SENTENCE}
    introduced: set[int] = set()
    for met, cue in cues:
        index = past_initials(tokens, met) if cue >= Cue.CAPITAL else met
        key = tokens.key(index)
        if key in nobody or (index in barred and (cue < Cue.ANY or not tokens.is_listed(key))):
            continue
        if cue < places.needs(tokens, index):
            continue
        if index in sure or fits(tokens, index, cue):
            sure.add(index)
            if _introduces(tokens, index, cue):
                introduced.add(index)
    sure |= {index + 1 for index in introduced if is_rest(tokens, index)}
    sure |= {index for index in range(len(tokens) - 2) if index not in barred and _is_joined(tokens, index, sure)}
    found = {tokens.key(index) for first, last in spans(tokens, sure) for index in range(first, last + 1)}
    found = {word for word in found - TITLES - nobody if len(word) > 1} | named
    again = {index for index in _with_endings(tokens, found) if _is_known(tokens, index)}
    again |= {index for index, cue in cues if _is_called(tokens, index, cue, found)}
    again -= companies.listed | places.dates | places.inside | places.oaths
    rules = spans(tokens, sure | again)
    return [*tagged, *(Finding(tokens.starts[first], tokens.end(last), Kind.PERSON, 0.6) for first, last in rules)]


def name_words(name: str, lexicon: Lexicon, *, trusted: bool) -> frozenset[str]:
    """The words of a speaker's name, in lower case, where it is a person's; empty for "Kunde" or "Agent 3".

    Args:
        name: as the source gives it ("Jonas Holm", "Kundeservice").
        lexicon: of the conversation's language.
        trusted: also take a single word that no list knows; a customer is not called by a company's name.
    """
    parts = WORD.findall(name)
    keys = [part.lower() for part in parts]
    listed = [key in lexicon.given or (key in lexicon.family and len(keys) > 1) for key in keys]
    plain = [key in lexicon.words or key in lexicon.foreign or key in lexicon.organisations for key in keys]
    if any(listed):
        return frozenset(key for key, is_name, word in zip(keys, listed, plain, strict=True) if is_name or not word)
    if any(plain) or not all(part[0].isupper() and len(part) > 1 for part in parts):
        return frozenset()
    return frozenset(keys) if trusted or len(keys) > 1 else frozenset()


def _is_nobody(name: str, nobody: frozenset[str], common: frozenset[str]) -> bool:
    """Whether the words of a name in lower case are nobody's (a genitive's s apart), or common as in "cat Mogens"."""
    words = WORD.findall(name)
    nobodys = [word in nobody or word.removesuffix("s") in nobody for word in words]
    return any(nobodys) and all(one or word in common for one, word in zip(nobodys, words, strict=True))


def _double_names(tokens: Tokens) -> set[int]:
    """Given names joined by a hyphen ("Anne-Mette", "Jean-Luc")."""
    return {
        index
        for index, whole in enumerate(tokens.wholes)
        if "-" in whole
        and tokens.text[tokens.starts[index] : tokens.starts[index] + len(whole)].istitle()
        and not tokens.names.given.isdisjoint(whole.split("-"))
    }


def _with_endings(tokens: Tokens, names: frozenset[str] | set[str]) -> list[int]:
    """The tokens that are one of the names, as they stand or without a genitive ending."""
    hits = {word for word in tokens.distinct if word in names or (word[-1] == "s" and tokens.stem(word) in names)}
    return [index for index, whole in enumerate(tokens.wholes) if whole in hits]


def _needs_no_context(tokens: Tokens, index: int) -> bool:
    """Whether a listed given name is one wherever it stands; a word that is a name too needs a family name after it."""
    key, capital, names = tokens.key(index), tokens.is_capital(index), tokens.names
    if tokens.is_acronym(index):
        return False
    small = len(key) < MIN_LOWER_CASE or key in names.foreign or key != tokens.wholes[index]
    if key not in names.words and (capital or not small):
        return True
    if not tokens.following(index) or tokens.is_capital(index + 1) is not capital:
        return False
    following = tokens.key(index + 1)
    listed, ends = following in names.family, FAMILY_END.match(following) is not None
    return following not in names.words and ((listed or ends) if capital else (listed and ends))


def _is_joined(tokens: Tokens, index: int, sure: set[int]) -> bool:
    """Whether a word that no list knows is named together with somebody ("Rhodri and Anwen Probert")."""
    if index + 2 not in sure or tokens.following(index) not in _AND or tokens.gap(index + 1) != " ":
        return False
    if not tokens.is_capital(index) or not tokens.is_capital(index + 2) or tokens.is_plain(index):
        return False
    key = tokens.key(index)
    return len(key) > 1 and key not in tokens.names.organisations and not tokens.is_shouted(index)


def _introduces(tokens: Tokens, index: int, cue: Cue) -> bool:
    """Whether a family name in lower case may follow the name at a cue."""
    if tokens.is_capital(index):
        return False
    given = tokens.key(index) in tokens.names.given
    return cue >= Cue.REPLY or (given and cue in (Cue.FAMILY, Cue.CAPITAL))


def _is_known(tokens: Tokens, index: int) -> bool:
    """Whether a word that is a name elsewhere in the conversation is one here."""
    if tokens.is_capital(index):
        opens = tokens.key(index) in FUNCTION_WORDS and tokens.opens_sentence(index)
        return not opens or tokens.is_stop(index)
    return len(tokens.key(index)) >= MIN_LOWER_CASE and not tokens.is_plain(index)


def _is_called(tokens: Tokens, index: int, cue: Cue, found: set[str]) -> bool:
    """Whether a name found elsewhere stands in lower case where somebody is called or spoken of ("tak bo")."""
    key = tokens.key(index)
    called = cue >= Cue.GREETED and tokens.following(index) not in HERE
    return called and key in found and key in tokens.names.given and key not in FUNCTION_WORDS
