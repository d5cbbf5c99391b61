"""Names of people: name lists, cues in the wording, and names known from elsewhere in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from convqa.redaction.finders.cues import Cue, find_cues
from convqa.redaction.finders.places import is_city, is_company, tells_of_travel
from convqa.redaction.findings import SEPARATOR, Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon, sound
from convqa.redaction.wordlist import words

__all__ = ["find_initials", "find_people", "name_words"]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FAMILY_END = re.compile(
    r"o['’](?!clock).{3,}$|al-.{3,}$|.{2,}(?:sen|sson|gaard|gård|gard|qvist|kvist|quist|strøm|ström|berg|dahl|stad|vik|ova|ovic|ski|ska|wicz|lund|holm|rud"
    r"|heim|haug|seth|dal|land|näs|lind|gren|blad|borg|rup|feldt)$"
)
# Nouns in the definite form and trades end so; unknown words of the kind are companies ("Kære Pakkehjulet").
_THING_END = re.compile(
    r".{4,}(?:(?<!s)en|ssen|et|erne|ene|ane|arna|orna|service|support|bank|shop|butik|linje|linjen|tele|senter|center)$"
)
_EXCLAMATIONS = frozenset(words("jo om man ja nova penny my per are"))  # capitalised at the start of many a sentence
_PARTICLES = frozenset(words("de el al van von af bin ben der la da du dos di le ter zu abu"))
_INITIALS = re.compile(
    r"[*^/–-](?<=[\s.!?)].)(?:(?<=[*^])[*^]? ?(?P<name>[A-Z][A-Za-z]{0,11})|(?<=[/–-])[/–-]? ?(?P<initials>[A-Z]{2,3}))"
    r"(?=\s{0,2}(?:\ue000|$|\d/\d))"
)
_ORGANISATION_AFTER = re.compile(r" (?:&|[Aa]/?[Ss](?!\w)|[Aa]p[Ss](?!\w)|AB(?!\w)|[Ll]td|Inc(?!\w)|[Pp]lc)")
_LINE_ENDS = ("", "\n", SEPARATOR)
_INITIAL_GAPS = (". ", ".")
_CONTRACTION = re.compile(r"['’](?:m|s|re|ll|ve|d|t)$")  # not the "o'" of a family name
_AFTER_NAMES = frozenset(words("and og och from fra från frå"))
MAX_NAME_WORDS = 4
MIN_LOWER_CASE = 3
MAX_SHOUTED = 4


class _Tokens:
    """The words of a reading, by number; `keys` are in lower case and without the ending of the genitive."""

    def __init__(self, reading: Reading, names: Lexicon) -> None:
        self.text = reading.text
        self.low = reading.low
        self.names = names
        self.starts = [match.start() for match in _TOKEN.finditer(reading.text)]
        self.wholes = _TOKEN.findall(reading.low)
        self.distinct = frozenset(self.wholes)

    def __len__(self) -> int:
        return len(self.starts)

    def key(self, index: int) -> str:
        """The word at a place without a genitive ending, where that leaves a name."""
        return self.stem(self.wholes[index])

    def stem(self, whole: str) -> str:
        """A word without a genitive ending, where that leaves a name."""
        if whole[-1] == "s" and not self.is_listed(whole) and whole not in self.names.words:
            stem = whole[:-1].rstrip("'’")
            if self.is_listed(stem) or len(whole) - len(stem) > 1:
                return stem
        return whole

    def end(self, index: int) -> int:
        """Where the word ends in the text, the ending of the genitive left out."""
        return self.starts[index] + len(self.key(index))

    def gap(self, index: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.end(index) : self.starts[index + 1]]

    def is_listed(self, word: str) -> bool:
        return word in self.names.given or word in self.names.family

    def is_capital(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()

    def is_plain(self, index: int) -> bool:
        """An ordinary word, of the language or of English, also with something joined on ("I'm")."""
        whole = self.wholes[index]
        head = _CONTRACTION.sub("", whole)
        return any(word in self.names.words or word in self.names.foreign for word in (whole, head))


def find_people(reading: Reading, known: Iterable[str] = ()) -> list[Finding]:
    """Names of people.

    1. Listed given names, capitalised or not, that are no ordinary words of the language.
    2. What stands where a cue (`find_cues`) says that a name begins.
    3. Family names, initials and particles that go on from there ("Odd Rasmus Hellesvik", "lars de boer").
    4. Every other place where a name so found, or one of `known`, stands alone.

    Args:
        reading: the turns.
        known: words of names known from outside the text (speakers), in lower case.
    """
    names = lexicon(reading.language)
    tokens = _Tokens(reading, names)
    companies = _companies(tokens)
    sure = {index for index in _with_endings(tokens, names.given) if _needs_no_context(tokens, index)}
    sure |= _double_names(tokens)
    sure -= companies | {index + 1 for index in companies}
    travel = tells_of_travel(reading)
    cities = {index for index in range(len(tokens)) if _is_place(tokens, index, travel=travel)}
    sure -= cities
    introduced: set[int] = set()
    place = {start: index for index, start in enumerate(tokens.starts)}
    for position, cue in find_cues(reading):
        index = place.get(position)
        if index is None or ((index in companies or index in cities) and cue < Cue.CAPITAL):
            continue
        if index in sure or _fits(tokens, index, cue):
            sure.add(index)
            if cue >= Cue.REPLY and not tokens.is_capital(index):
                introduced.add(index)
    sure |= {index + 1 for index in introduced if _is_rest(tokens, index)}
    spans = _spans(tokens, sure)
    found = {tokens.key(index) for first, last in spans for index in range(first, last + 1)}
    found = {word for word in found if len(word) > 1} | set(known)
    again = {index for index in _with_endings(tokens, found) if index not in sure and _is_known(tokens, index)}
    again -= {index for start in companies for index in (start, start + 1)} - sure
    if again:
        spans = _spans(tokens, sure | again)
    return [Finding(tokens.starts[first], tokens.end(last), Kind.PERSON, 0.6) for first, last in spans]


def _double_names(tokens: _Tokens) -> set[int]:
    """Given names joined by a hyphen ("Anne-Mette", "Jean-Luc")."""
    return {
        index
        for index, whole in enumerate(tokens.wholes)
        if "-" in whole
        and tokens.text[tokens.starts[index] : tokens.starts[index] + len(whole)].istitle()
        and not tokens.names.given.isdisjoint(whole.split("-"))
    }


def _companies(tokens: _Tokens) -> set[int]:
    """The first words of companies of two words ("Harald Nyborg", "Bjørn Borg-undertøy", "Ben & Jerry's")."""
    if tokens.names.company_starts.isdisjoint(tokens.distinct):
        return set()
    return {
        index
        for index, first in enumerate(tokens.wholes[:-1])
        if first in tokens.names.company_starts
        and f"{first} {tokens.key(index + 1).partition('-')[0]}" in tokens.names.organisations
        and tokens.gap(index) in (" ", " & ")
    }


def find_initials(reading: Reading) -> Iterator[Finding]:
    """Initials with which an agent signs at the end of a turn (``*TJW``, ``^N``, ``^DaniH``, ``/MK``)."""
    for match in _INITIALS.finditer(reading.text):
        yield Finding(*match.span("name" if match["name"] else "initials"), Kind.PERSON, 0.6)


def name_words(name: str, lexicon: Lexicon, *, trusted: bool) -> frozenset[str]:
    """The words of a speaker's name, in lower case, where it is a person's; empty for "Kunde" or "Agent 3".

    Args:
        name: as the source gives it ("Jonas Holm", "Kundeservice").
        lexicon: of the conversation's language.
        trusted: also take a single word that no list knows; a customer is not called by a company's name.
    """
    parts = _TOKEN.findall(name)
    keys = [part.lower() for part in parts]
    listed = [key in lexicon.given or (key in lexicon.family and len(keys) > 1) for key in keys]
    plain = [key in lexicon.words or key in lexicon.foreign or key in lexicon.organisations for key in keys]
    if any(listed):
        return frozenset(key for key, is_name, word in zip(keys, listed, plain, strict=True) if is_name or not word)
    if any(plain) or not all(part[0].isupper() and len(part) > 1 for part in parts):
        return frozenset()
    return frozenset(keys) if trusted or len(keys) > 1 else frozenset()


def _with_endings(tokens: _Tokens, names: frozenset[str] | set[str]) -> list[int]:
    """The tokens that are one of the names, as they stand or without a genitive ending."""
    hits = {word for word in tokens.distinct if word in names or (word[-1] == "s" and tokens.stem(word) in names)}
    return [index for index, whole in enumerate(tokens.wholes) if whole in hits]


def _needs_no_context(tokens: _Tokens, index: int) -> bool:
    """Whether a listed given name is one wherever it stands; a word that is a name too needs a family name after it."""
    key, capital, names = tokens.key(index), tokens.is_capital(index), tokens.names
    small = len(key) < MIN_LOWER_CASE or key in names.foreign or key != tokens.wholes[index]
    if key not in names.words and (capital or not small):
        return True
    if index + 1 == len(tokens) or tokens.is_capital(index + 1) is not capital or tokens.gap(index) != " ":
        return False
    following = tokens.key(index + 1)
    listed, ends = following in names.family, _FAMILY_END.match(following) is not None
    return following not in names.words and ((listed or ends) if capital else (listed and ends))


def _is_place(tokens: _Tokens, index: int, *, travel: bool) -> bool:
    """Whether a word is a city here, and not the given name of "from Charlotte Hansen"."""
    start = tokens.starts[index]
    if not is_city(tokens.low, start, start + len(tokens.wholes[index]), travel=travel):
        return False
    last = index + 1 == len(tokens) or tokens.gap(index) != " "
    return last or not tokens.is_capital(index + 1) or tokens.key(index + 1) not in tokens.names.family


def _is_rest(tokens: _Tokens, index: int) -> bool:
    """Whether the word after a lower-case name at an introduction goes on the name ("my name is crystal minh")."""
    if index + 1 == len(tokens) or tokens.gap(index) != " ":
        return False
    key = tokens.key(index + 1)
    if tokens.is_plain(index + 1) or key in tokens.names.organisations or len(key) < MIN_LOWER_CASE:
        return False
    return tokens.is_listed(key) or not _THING_END.match(key)


def _closes(tokens: _Tokens, index: int) -> bool:
    """Whether "my name is crystal" ends there, or goes on with a family name, "and" or "from"."""
    if index + 1 == len(tokens) or tokens.gap(index) != " ":
        return len(tokens.wholes[index]) >= MIN_LOWER_CASE
    return _is_rest(tokens, index) or tokens.wholes[index + 1] in _AFTER_NAMES


def _is_shouted(tokens: _Tokens, index: int) -> bool:
    """A short word in capitals: an abbreviation or a cry."""
    start, whole = tokens.starts[index], tokens.wholes[index]
    return len(whole) <= MAX_SHOUTED and tokens.text[start : start + len(whole)].isupper()


def _fits(tokens: _Tokens, index: int, cue: Cue) -> bool:
    """Whether the word at a cue is a name."""
    key, names = tokens.key(index), tokens.names
    if cue < Cue.CAPITAL and not tokens.is_listed(key):
        return False
    if key in names.organisations or key in _PARTICLES or len(key) == 1:
        return False
    capital = tokens.is_capital(index)
    word = key in names.words
    if key in names.given:
        if capital:
            return cue >= Cue.CAPITAL or key not in _EXCLAMATIONS
        return not tokens.is_plain(index) or (cue is Cue.ANY and _closes(tokens, index))
    if is_company(tokens.low, tokens.end(index)):
        return False
    if key in names.family:
        if cue < Cue.ANY and len(key) < MIN_LOWER_CASE and _is_shouted(tokens, index):
            return False  # "HEY HO!"
        return (cue >= (Cue.FAMILY if capital else Cue.CAPITAL) and not word) or (cue is Cue.ANY and capital)
    if _is_shouted(tokens, index) or tokens.is_plain(index) or _THING_END.match(key):
        return False
    return cue > Cue.CAPITAL or (cue is Cue.CAPITAL and (capital or sound(key) in names.sounds))


def _is_known(tokens: _Tokens, index: int) -> bool:
    """Whether a word that is a name elsewhere in the conversation is one here."""
    return tokens.is_capital(index) or (len(tokens.key(index)) >= MIN_LOWER_CASE and not tokens.is_plain(index))


def _spans(tokens: _Tokens, sure: set[int]) -> list[tuple[int, int]]:
    """First and last token of each name, disjoint, in order."""
    spans: list[tuple[int, int]] = []
    for index in sorted(sure):
        before = spans[-1][1] if spans else -1
        if index <= before:
            continue
        first, last = index, index
        while last + 1 < len(tokens) and last - first + 1 < MAX_NAME_WORDS:
            step = _step(tokens, last, sure)
            if not step:
                break
            last += step
        while first - 1 > before and _is_initial(tokens, first - 1) and tokens.gap(first - 1) in _INITIAL_GAPS:
            first -= 1
        if first < last or not _ORGANISATION_AFTER.match(tokens.text, tokens.end(last)):
            spans.append((first, last))
    return spans


def _fill_line(tokens: _Tokens, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are all there is on a line ("Lars Phoenix" as a reply)."""
    start, end = tokens.starts[first], tokens.end(last)
    return tokens.text[max(0, start - 1) : start] in _LINE_ENDS and tokens.text[end : end + 1] in _LINE_ENDS


def _is_initial(tokens: _Tokens, index: int) -> bool:
    """The ``B`` of "B. Vinther"."""
    return len(tokens.wholes[index]) == 1 and tokens.is_capital(index)


def _step(tokens: _Tokens, last: int, sure: set[int]) -> int:
    """How many words the name that reaches to `last` goes on for: 0, 1, or more over particles or an initial."""
    gap = tokens.gap(last)
    if gap != " " and not (gap == ". " and _is_initial(tokens, last)):
        return 0
    if _goes_on(tokens, last, last + 1, sure):
        return 1
    initial = _is_initial(tokens, last + 1)
    if not initial and not _is_particle(tokens, last + 1):
        return 0
    if last + 2 < len(tokens) and tokens.gap(last + 1) in (" ", ". ") and _goes_on(tokens, last, last + 2, sure):
        return 2
    if _is_particle(tokens, last + 1) and _is_particle(tokens, last + 2) and _goes_on(tokens, last, last + 3, sure):
        return 3
    end = tokens.end(last + 1)
    return 1 if initial and tokens.text[end : end + 1] == "." else 0


def _is_particle(tokens: _Tokens, index: int) -> bool:
    """The ``van`` and the ``der`` of "van der Meer", with something after it."""
    return index + 1 < len(tokens) and tokens.wholes[index] in _PARTICLES


def _goes_on(tokens: _Tokens, last: int, index: int, sure: set[int]) -> bool:
    """Whether the word at `index` goes on the name that reaches to `last`, as family or second given name."""
    if index in sure:
        return True
    key, plain = tokens.key(index), tokens.is_plain(index)
    if key in tokens.names.organisations or len(key) == 1:
        return False
    particle, _, rest = key.partition("-")
    if rest and particle in _PARTICLES and tokens.text[tokens.starts[index] + len(particle) + 1].isupper():
        return True  # "al-Hassan"
    if tokens.is_capital(index):
        return tokens.is_listed(key) or not plain or _fill_line(tokens, last, index)
    if tokens.is_capital(last) or plain:
        return False
    return tokens.is_listed(key) or _FAMILY_END.match(key) is not None
