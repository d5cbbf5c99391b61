"""How far a name goes: family names, further given names, initials and particles after its first word."""

from __future__ import annotations

import re

from convqa.redaction.finders.tokens import Tokens
from convqa.redaction.wordlist import words

__all__ = ["COURTESIES", "FAMILY_END", "PARTICLES", "closes", "has_family_name", "is_rest", "past_initials", "spans"]

FAMILY_END = re.compile(
    r"o['’](?!clock).{3,}$|al-.{3,}$|.{2,}(?:sen|sson|gaard|gård|gard|qvist|kvist|quist|strøm|ström|berg|dahl|stad|vik|ova|ovic|ski|ska|wicz|lund|holm|rud"
    r"|heim|haug|seth|dal|land|näs|lind|gren|blad|borg|rup|feldt)$"
)
PARTICLES = frozenset(words("de el al van von af bin ben der la da du dos di le ter zu abu"))
# Nouns in the definite form and trades end so.
_THING_END = re.compile(
    r".{4,}(?:(?<!s)en|ssen|et|erne|ene|ane|arna|orna|service|support|bank|shop|butik|linje|linjen|tele|senter|center)$"
)
_ORGANISATION_AFTER = re.compile(r" (?:&|[Aa]/?[Ss](?!\w)|[Aa]p[Ss](?!\w)|AB(?!\w)|[Ll]td|Inc(?!\w)|[Pp]lc)")
_TITLE_GAPS = (" ", ". ")
_ENGLISH_TITLES = frozenset(words("mr mrs ms miss missus mister dr"))
_INITIAL_GAPS = (". ", ".")
# What follows a whole name in speech, where no stop does ("det er line jeg skal", "taler med per hvad").
_AFTER_NAMES = frozenset(
    words(
        "and og och from fra from från frå i jeg jag eg æ ja jo nej nei hvad hva vad kva hvordan hvor hur how what "
        "who this here her här hér speaking calling hvem hej hei hi thanks tak takk tack hos på ved"
    )
)
# What is capitalised behind a name and is none ("Hej Mette Tak!").
COURTESIES = frozenset(
    words(
        "tak takk tack thanks thank hej hei hi hello hilsen hälsningar regards nej nei no ja jo yes sorry undskyld "
        "beklager orsak null venlig vennlig vänliga med kind best ok okay"
    )
)
# Words of one letter, of which no name's initial is told where no stop is after it.
_LETTER_WORDS = frozenset("iaåeoøöæux")
# In front of what is a family name, though no list holds it ("van der merwe", "von bülow").
_DUTCH = frozenset(("van", "von", "der"))
# Family names that go on no name in lower case, since the word is so common behind one.
_NO_ENDS = frozenset(
    words(
        "antal best breda de del den der din fair fall fella flink foran goda god ho holder kalla kalle kallas kane "
        "kar lad le leire leite leta letta lie little long love mad man mand mann masse massa may more om page parts "
        "plan rask rea ring said sem sen sharp short small smart som sur talat tak tank valid varma vaska well wise "
        "among case carry company day early english fee fine good grant hope house key price raid rush seven ta"
    )
)
# What a clause begins with behind a whole name ("anders hvid jeg skulle", "sture palm heter jag").
_CLAUSES = _AFTER_NAMES | frozenset(
    words("heter hette hedder hed heiter heitte er är som han hun ho hon he she det is has med with så so på av af")
)
MAX_NAME_WORDS = 4
MIN_LOWER_CASE = 3


def spans(tokens: Tokens, sure: set[int]) -> list[tuple[int, int]]:
    """First and last token of each name that begins at one of `sure`, disjoint, in order."""
    found: list[tuple[int, int]] = []
    for index in sorted(sure):
        before = found[-1][1] if found else -1
        if index <= before:
            continue
        first, last = index, index
        while last + 1 < len(tokens) and last - first + 1 < MAX_NAME_WORDS:
            step = _step(tokens, last, sure)
            if not step:
                break
            last += step
        while first - 1 > before and _begins(tokens, first - 1):
            first -= 1
        if first - 1 > before and tokens.wholes[first - 1] in _ENGLISH_TITLES and tokens.gap(first - 1) in _TITLE_GAPS:
            first -= 1
        if first < last or not _ORGANISATION_AFTER.match(tokens.text, tokens.end(last)):
            found.append((first, last))
    return found


def _begins(tokens: Tokens, index: int) -> bool:
    """Whether an initial or a particle in front of a name belongs to it: "B. Vinther", "K Lowther", "van der Meer"."""
    gap, whole = tokens.gap(index), tokens.wholes[index]
    if tokens.is_initial(index) and gap in _INITIAL_GAPS:
        return True
    if gap != " ":
        return False
    if tokens.is_initial(index):
        return whole not in _LETTER_WORDS and not tokens.is_plain(index + 1)
    if len(whole) == 1:
        return whole not in _LETTER_WORDS and 1 in (len(tokens.wholes[index - 1]), len(tokens.wholes[index + 1]))
    return whole in _DUTCH and (whole != "van" or tokens.wholes[index + 1] in _DUTCH)


def is_rest(tokens: Tokens, index: int) -> bool:
    """Whether the word after a lower-case name at an introduction goes on the name ("my name is crystal minh").

    A family name that is a word too needs a whole name's end after it ("det er hanne lund jeg venter").
    """
    following = tokens.following(index)
    if not following or len(following) < MIN_LOWER_CASE or following in tokens.names.organisations:
        return False
    key = tokens.key(index + 1)
    if tokens.is_plain(index + 1):
        return key in tokens.names.family and _ends(tokens, index + 1)
    return tokens.is_listed(key) or not _THING_END.match(key)


def has_family_name(tokens: Tokens, index: int) -> bool:
    """Whether a listed family name that is no word follows."""
    return tokens.following(index) in tokens.names.family and not tokens.is_plain(index + 1)


def past_initials(tokens: Tokens, index: int) -> int:
    """Where the name itself is of which a cue meets an initial or a particle ("mr K Lowther", "von bülow")."""
    while index + 1 < len(tokens) and tokens.gap(index) in (" ", ". ", "."):
        whole = tokens.wholes[index]
        single = len(whole) == 1 or tokens.is_initial(index)
        if whole not in _DUTCH and (not single or whole in _LETTER_WORDS):
            break
        index += 1
    return index


def closes(tokens: Tokens, index: int) -> bool:
    """Whether "my name is crystal" ends there, or goes on with a family name, "and", "from" or a new clause."""
    if not tokens.following(index):
        return len(tokens.wholes[index]) >= MIN_LOWER_CASE
    return _ends(tokens, index) or is_rest(tokens, index)


def _ends(tokens: Tokens, index: int) -> bool:
    following = tokens.following(index)
    return following in _AFTER_NAMES or (not following and tokens.is_stop(index))


def _is_clause_end(tokens: Tokens, index: int) -> bool:
    following = tokens.following(index)
    return following in _CLAUSES or (not following and tokens.is_stop(index))


def _step(tokens: Tokens, last: int, sure: set[int]) -> int:
    """How many words the name that reaches to `last` goes on for: 0, 1, or more over particles or an initial."""
    gap = tokens.gap(last)
    if gap != " " and not (gap == ". " and tokens.is_initial(last)):
        return 0
    if _goes_on(tokens, last, last + 1, sure):
        return 1
    if _is_last_initial(tokens, last + 1):
        return 1
    initial = tokens.is_initial(last + 1)
    if not initial and not _is_particle(tokens, last + 1):
        return 0
    if last + 2 < len(tokens) and tokens.gap(last + 1) in (" ", ". ") and _goes_on(tokens, last, last + 2, sure):
        return 2
    if _is_particle(tokens, last + 1) and _is_particle(tokens, last + 2) and _goes_on(tokens, last, last + 3, sure):
        return 3
    end = tokens.end(last + 1)
    return 1 if initial and tokens.text[end : end + 1] == "." else 0


def _is_last_initial(tokens: Tokens, index: int) -> bool:
    """The ``A`` of "Kim A, Kim H og Kim", and the ``n`` of "barbro n." at the end of a clause."""
    whole, end = tokens.wholes[index], tokens.end(index)
    if len(whole) != 1 or whole in ("i", "a"):
        return tokens.is_capital(index) and whole == "a" and tokens.is_stop(index)
    ends = tokens.is_stop(index) or tokens.text[end] in ')"”'
    if not tokens.is_capital(index):
        return ends and whole not in _LETTER_WORDS
    return ends or tokens.text[end] == " "


def _is_particle(tokens: Tokens, index: int) -> bool:
    """The ``van`` and the ``der`` of "van der Meer", with something after it."""
    return index + 1 < len(tokens) and tokens.wholes[index] in PARTICLES


def _goes_on(tokens: Tokens, last: int, index: int, sure: set[int]) -> bool:
    """Whether the word at `index` goes on the name that reaches to `last`, as family or second given name."""
    if index in sure:
        return True
    key, plain = tokens.key(index), tokens.is_plain(index)
    if key in tokens.names.organisations or len(key) == 1:
        return False
    particle, _, rest = key.partition("-")
    if rest and particle in PARTICLES and tokens.text[tokens.starts[index] + len(particle) + 1].isupper():
        return True  # "al-Hassan"
    if tokens.is_capital(index):
        if key in COURTESIES:
            return False
        # Also "Yvonne Lager." and "Turid Grønn", at the end of a clause.
        ends = tokens.is_capital(last) and tokens.is_stop(index) and len(key) >= MIN_LOWER_CASE
        return tokens.is_listed(key) or not plain or ends or tokens.fill_line(last, index)
    if tokens.is_capital(last):
        return False
    if plain:  # "anders hvid jeg skulle"
        return last in sure and key in tokens.names.family and key not in _NO_ENDS and _is_clause_end(tokens, index)
    return tokens.is_listed(key) or FAMILY_END.match(key) is not None or tokens.wholes[index - 1] in _DUTCH
