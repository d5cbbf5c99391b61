"""Whether the word at a cue is a name."""

from __future__ import annotations

from convqa.redaction.finders.companies import has_support, is_company_word
from convqa.redaction.finders.cues import TITLES, Cue
from convqa.redaction.finders.extent import COURTESIES, MIN_LOWER_CASE, PARTICLES, closes, has_family_name
from convqa.redaction.finders.places import MONTHS
from convqa.redaction.finders.tokens import Tokens
from convqa.redaction.lexicon import sound
from convqa.redaction.wordlist import words

__all__ = ["FUNCTION_WORDS", "HERE", "fits"]

_EXCLAMATIONS = frozenset(words("jo om man ja nova penny my per are"))  # capitalised at the start of many a sentence
FUNCTION_WORDS = frozenset(
    words(
        "alle alla anden andre andra anna are ask beste bror can dan de del dem den din dina dine don else enda "
        "enno etta even fem fin for ganga gode han hans has her hon i is ja jo junior kan lage live lucky man mare "
        "mate may meg mi min mina mine mi mon my nat ned not of om on over owe reda said sad see sin sina sine so "
        "som server still stilla such summer ta talat that the thi til till too under us ut ute uno val var veit "
        "ver vi vill ville vår väl will would you över"
    )
)
"""Names that are mostly something else: pronouns, prepositions, verbs."""
_NO_NAMES = frozenset(
    words("alla alle andra andre and but it's i'm is no och og men det that you the what your nobody")
)
HERE = frozenset(("her", "hér", "här", "here"))
_SAYS_NEXT = frozenset(words("jeg jag eg hvad hva vad kva hvordan hur fra från frå from calling speaking"))


def fits(tokens: Tokens, index: int, cue: Cue) -> bool:
    """Whether the word at a cue is a name."""
    key, names = tokens.key(index), tokens.names
    rare = tokens.is_rare(index)
    if cue < Cue.GREETED and not tokens.is_listed(key) and not rare:
        return False
    if key in names.organisations or key in PARTICLES or key in TITLES or key in _NO_NAMES or len(key) == 1:
        return False
    if cue is Cue.TITLE and key in COURTESIES:
        return False
    if key in names.given:
        return _fits_given(tokens, index, cue)
    if has_support(tokens, index) or tokens.is_code(index):
        return False
    if key in names.family:
        return _fits_family(tokens, index, cue) or (cue is Cue.TITLE and key not in FUNCTION_WORDS)  # "mister banks"
    if tokens.is_shouted(index):
        return False
    if cue is Cue.TITLE and tokens.is_capital(index):
        return True
    if tokens.is_plain(index) or (not rare and is_company_word(tokens, index)):
        return False
    if cue < Cue.GREETED:
        return tokens.is_capital(index) and cue >= Cue.LISTED
    return cue >= Cue.REPLY or tokens.is_capital(index) or rare or sound(key) in names.sounds


def _fits_given(tokens: Tokens, index: int, cue: Cue) -> bool:
    """Of a listed given name."""
    key, plain = tokens.key(index), tokens.is_plain(index)
    if not tokens.is_capital(index):
        return not plain or _fits_in_lower_case(tokens, index, cue)
    if plain and tokens.is_code(index):
        return False
    if key in MONTHS and cue < Cue.GREETED:
        return cue is Cue.FAMILY and closes(tokens, index)
    if key in FUNCTION_WORDS and cue < Cue.ANY:
        ends = closes(tokens, index) if cue >= Cue.CAPITAL else tokens.is_stop(index)
        return tokens.has_surname(index) or (ends and (cue >= Cue.GREETED or key not in _EXCLAMATIONS))
    if cue is Cue.SENTENCE:
        return not plain or closes(tokens, index)
    return cue >= Cue.GREETED or key not in _EXCLAMATIONS


def _fits_in_lower_case(tokens: Tokens, index: int, cue: Cue) -> bool:
    """Of a given name in lower case that is a word too."""
    key = tokens.key(index)
    if cue is Cue.ANY:
        return closes(tokens, index)
    if key in FUNCTION_WORDS or key in MONTHS:
        return False
    if cue is Cue.FAMILY:
        return tokens.following(index) in _SAYS_NEXT or has_family_name(tokens, index)
    # "vil bo her": the place is as likely.
    return (cue is Cue.REPLY or tokens.following(index) not in HERE) and cue >= Cue.GREETED and closes(tokens, index)


def _fits_family(tokens: Tokens, index: int, cue: Cue) -> bool:
    """Of a listed family name that is no given name."""
    capital, plain = tokens.is_capital(index), tokens.is_plain(index)
    if capital:
        plain = tokens.key(index) in tokens.names.words
    if cue < Cue.ANY and len(tokens.key(index)) < MIN_LOWER_CASE and tokens.is_shouted(index):
        return False  # "HEY HO!"
    if cue >= Cue.ANY and capital:
        return True
    return cue >= (Cue.FAMILY if capital else Cue.GREETED) and not plain
