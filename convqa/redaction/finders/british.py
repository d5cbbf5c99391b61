"""Street addresses of Britain and the United States, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.conversation import Language
from convqa.redaction.finders.address import NO_HOUSE, TOWN
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import lexicon
from convqa.redaction.towns import towns
from convqa.redaction.wordlist import any_of, words

__all__ = ["COUNTED", "HOUSE_IN_WORDS", "find_british_streets", "find_flats", "find_streets_before_number"]

_STREETS = words(
    "street st road rd lane ln avenue ave close drive dr court ct terrace place crescent gardens grove row way wynd "
    "mews square parade bank cottages cottage hill walk park rise view green boulevard blvd yard mead croft fold "
    "quay wharf buildings house chase gate loan brae vale villas circus common field fields end side bridge passage "
    "alley path steps brow garth"
)
_ONLY_STREETS = frozenset(words("street road lane avenue crescent terrace"))
# In lower case these follow a house number too; "ten minutes walk" and "two in a row" are told by the words between.
_SAID_STREETS = (
    *_ONLY_STREETS,
    *words(
        "close court row walk rise grove mews gardens bank hill house drive place wynd fold parade quay wharf croft "
        "gate cottages"
    ),
)
_BUILDINGS = words("house court building buildings lodge mansions tower towers heights point wharf mill")
COUNTED = frozenset(
    words(
        "way lane minute minutes mile miles hour hours day days week weeks month months year years more other the of "
        "in a an on at to by per and or for from my your our their his her its this that these those big small long "
        "short different separate whole full half quick great good bad new old bedroom bedrooms bed storey person "
        "people guys car cars test dead closed main busy quiet metre metres meter meters foot feet pound pounds quid "
        "dollars percent times extra nice side back front pair pairs set sets very too so pretty really is are was "
        "were it up down out off across along then just only same next last first second third bloody flipping easy "
        "simple quick x"
    )
)
_ARTICLES = frozenset(words("one oh o"))
_RULES = grammar(Language.EN)
_ONES = any_of(word for word, digits in _RULES.numbers.items() if len(digits) == 1 and digits != "0")
_SMALL = any_of(word for word, digits in _RULES.numbers.items() if len(digits) < 3 and word not in _ARTICLES)
HOUSE_IN_WORDS = rf"(?>{any_of(_RULES.tens)}[ -]{_ONES}(?![^\W_])|(?:{_SMALL}|one)(?![^\W_]))(?: [a-d](?![^\W_]))?"
"""A house number in words: "twenty two", "forty one b"."""
_FLAT = r"(?:(?:flat|apartment|apt\.?|unit|room|yard|suite|plot) \d{1,4}[a-z]?,? )"
_STREET = re.compile(
    rf"(?<![\w.,:/£$€-])(?:{_FLAT}(?:\d{{1,5}} ?[a-z]?,? )?|\d{{1,5}} ?[a-z]?,? "
    rf"|(?P<said>(?>(?:{HOUSE_IN_WORDS} ?|oh ){{1,4}})),? ?)"
    rf"(?P<name>(?:(?!{_SMALL} |one |oh )[^\W\d_][\w'’]{{0,25}} ){{1,3}}?)(?P<type>{any_of(_STREETS)})(?![^\W_])"
)
_TAIL = re.compile(
    rf"(?:,? {TOWN})?(?:, [A-Z]{{2}}(?![\w-]))?(?:,? (?:[A-Z]{{1,2}}\d[A-Z\d]?(?: ?\d[A-Z]{{2}})?|\d{{5}}))?(?!\w)"
)
_TOWN_AFTER = re.compile(r",?(?: in)? (?P<town>[^\W\d_]{3,20})(?![^\W_])")
_CUE = re.compile(
    r"(?:(?<![^\W_])(?:at|address|addresses|is|it's|its|it|that's|live|lives|living|to|from|number|no|yes|yeah|um|er|uh|"
    r"called)|\ue000|^|[,.:;?!–-])[ ,.:]{0,2}$"
)
_BEFORE_NUMBER = re.compile(
    rf"(?<![\w'’])(?P<name>(?:[A-Z][\w'’]{{1,20}} ){{1,2}})(?P<type>{any_of(word.title() for word in _STREETS)}) "
    rf"\d{{1,3}}[a-z]?(?: to \d{{1,3}})?{NO_HOUSE}"
)
_LOW_BEFORE_NUMBER = re.compile(
    rf"(?<![^\W_])(?:at|to|address is|live on|live at|live in) "
    rf"(?P<address>(?P<name>[^\W\d_]{{3,20}}) {any_of(_SAID_STREETS)} (?:\d{{1,3}}[a-z]?|{HOUSE_IN_WORDS}){NO_HOUSE})"
)
_NO_STREETS = frozenset(words("side end view common field fields bridge passage house park gate bank green"))
_FLAT_NUMBER = re.compile(
    rf"(?:(?P<house>(?:[^\W\d_][\w'’]{{1,20}} ){{1,2}}{any_of(_BUILDINGS)}),? )?"
    rf"(?<![^\W_])(?:flat|apartment|apt\.?) (?:number |no\.? )?"
    rf"(?:\d{{1,4}} ?(?:[a-z](?![^\W_]))?|(?!one(?![^\W_])){HOUSE_IN_WORDS})"
    rf"(?![-–]|[.,:]\d|[^\W_]){NO_HOUSE}(?! ?(?:per cent|rate|fee|quid|pounds|bucks|k(?![^\W_])))"
)
_ARTICLE = re.compile(r"(?<![^\W_])(?:a|an|of|is|was|went|it's)$")
_BUILDING = re.compile(rf",? (?:[^\W\d_][\w'’]{{1,20}} ){{1,2}}?{any_of(_BUILDINGS)}(?![^\W_])")
_ONE_WORD = re.compile(
    r",? (?:[A-Z][a-z'’]{2,20}(?: [A-Z][a-z]{2,20})?)(?![\w'’])|,? [a-z]{2,15}(?:side|view|gate)(?!\w)"
)


def find_british_streets(reading: Reading) -> Iterator[Finding]:
    """``Flat 3, 27 Marine Parade, Cromer``, ``eleven Moss Street``, ``twenty two mariners walk``.

    In lower case only before a word that is nothing but a street, or after a number in words; then no word between
    them may say that something is counted ("ten minutes walk").
    """
    names = lexicon(reading.language)
    position = 0
    while match := _STREET.search(reading.low, position):
        start, end = match.span("name")
        between = match["name"].split()
        capital = all(word[0].isupper() for word in reading.text[start:end].split())
        street = _is_said(reading, match, between, capital=capital)
        if not match["said"]:
            street = street or capital or (match["type"] in _ONLY_STREETS and between[0] not in names.foreign)
        position = match.end() if street else match.start() + 1
        if street:
            yield Finding(match.start(), _end(reading, match.end()), Kind.ADDRESS, 0.85)


def _is_said(reading: Reading, match: re.Match[str], between: list[str], *, capital: bool) -> bool:
    """Whether a number in words, or text in lower case, stands before a street."""
    if reading.language is not Language.EN or not COUNTED.isdisjoint(word.rstrip("'’") for word in between):
        return False
    one = (match["said"] or "").strip() in ("one", "oh")
    if capital and not one:
        return True
    kind = match["type"]
    if kind not in _SAID_STREETS or len(between) > 2:
        return False
    known = lexicon(Language.EN).words
    if not one and (kind in _ONLY_STREETS or not any(word in known for word in between)):
        return True
    return _CUE.search(reading.low, max(0, match.start() - 12), match.start()) is not None


def find_streets_before_number(reading: Reading) -> Iterator[Finding]:
    """``Orchard Road 8``, ``Kiln Row 4``: as people write who come from elsewhere."""
    if reading.language is not Language.EN:
        return
    for match in _BEFORE_NUMBER.finditer(reading.text):
        if match["type"].lower() not in _NO_STREETS and match["name"].split()[0].lower() not in COUNTED:
            yield Finding(match.start(), _end(reading, match.end()), Kind.ADDRESS, 0.8)
    for match in _LOW_BEFORE_NUMBER.finditer(reading.low):
        if match["name"] not in COUNTED and match["name"] not in lexicon(Language.EN).words:
            yield Finding(match.start("address"), _end(reading, match.end()), Kind.ADDRESS, 0.7)


def find_flats(reading: Reading) -> Iterator[Finding]:
    """``flat 6``, ``flat 2, ivy court``, ``Lambton House, flat 6``, ``flat four``; no flat rate."""
    if reading.language is not Language.EN or not reading.mentions("flat", "apartment", "apt"):
        return
    for match in _FLAT_NUMBER.finditer(reading.low):
        if _ARTICLE.search(reading.low[max(0, match.start() - 8) : match.start()].rstrip()):
            continue
        building = _BUILDING.match(reading.low, match.end()) or _ONE_WORD.match(reading.text, match.end())
        end = building.end() if building else match.end()
        yield Finding(match.start(), _end(reading, end), Kind.ADDRESS, 0.75)


def _end(reading: Reading, end: int) -> int:
    """The end of town and postcode after an address."""
    town = _TOWN_AFTER.match(reading.low, end)
    if town and town["town"] in towns():
        end = town.end()
    tail = _TAIL.match(reading.text, end)
    return tail.end() if tail else end
