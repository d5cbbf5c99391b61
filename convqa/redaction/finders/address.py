"""Street addresses of Denmark, Norway and Sweden, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import Lexicon, every_word, lexicon
from convqa.redaction.towns import towns
from convqa.redaction.wordlist import any_of, words

__all__ = ["NOT_NAMES", "NO_HOUSE", "STREETS", "TOWN", "address_end", "find_nordic_streets", "find_spoken_streets"]

# Ends of street names written in one word ("Skovbrynet"); some stand alone after another word ("Tordenskiolds gate").
_SUFFIXES = words(
    "vej vejen gade gaden stræde strædet allé alle allén alléen alleen vænget vænge parken park torv torvet boulevard "
    "boulevarden bakken bakke lunden lund toften svinget sving stien dalen haven vang vangen brynet bryn krogen engen "
    "draget dammen høj sønderport nørreport vesterport østerport hegnet havnen brink brinken hovedgade vei veien veg "
    "vegen gate gata gaten lia stubben løkka moen tunet kroken brygge bryggen terrasse torget haugen hagen åsen berget "
    "lykkja grenda neset stredet gatan väg vägen gränd gränden stigen stig backen backe liden allén esplanaden kajen "
    "stranden strand holmen ängen slingan"
)
# In lower case these end too many other words ("oppkjøringen 24", "lokalplan 217").
_CAPITAL_SUFFIXES = words(
    "plads pladsen plass plassen platsen plan planen marken ringen svingen banken gården gård gt gt. vn vn. faret "
    "skrænten gangen gången vika viken bukta lyet løkken jordet jorda åkeren kollen kleiva bråten rabben kæret mosen "
    "sletten volden kilen slänten höjden kullen udden lid ekra snippen"
)
_NAMED = words("strandvej kongevej hovedgade sønderport nørreport vesterport østerport postboks")
_ALONE = frozenset(
    (
        *words(
            "vej vei veg vegen veien vejen gate gata gaten gade gatan allé alle väg vägen torv torg gt gt. vn boulevard"
        ),
        *words("bakken bakke lia gränd plass plads allén alléen gränden"),
        *_NAMED,
    )
)
_CAN_BE_ALL = frozenset(("Lia", "Bakken", "Brinken", "Backen", "Haugen", "Moen"))
"""Words that are the whole name of a street: "hus i Lia 22"."""
_IN = ("i", "på", "til", "till")
_ONLY_AFTER_NAME = frozenset(("plass", "plads", "alle"))
STREETS = tuple({*_SUFFIXES, *_CAPITAL_SUFFIXES, *_ALONE})
"""What names of streets end with."""
# Words before "vejen", "gata" that say where one goes, not what a street is called, in text without capitals.
NOT_NAMES = frozenset(
    words(
        "på i ad til till fra frå från ved vid langs längs over över under af av om og och for för med den det de "
        "denne denna dette hele hela heile samme samma same en et ett ein ei at att er är var som ikke ikkje inte men "
        "kan skal skall vil så nu nå no her der där op opp upp ned ut ud ind inn hjem hem min mit mitt mi din dit "
        "ditt di vores vår jeres deres hans hendes hennes sin sit sitt lang lange lång hver kvar varje anden annen "
        "andre andra rigtige riktige rätt forkerte fel feil ny nye nya gamle gammel gamla gjennom genom gennem midt "
        "mitt bare bara du jeg eg jag vi dere de ni man alle alla en to tre hvilken hvilket vilken kva hva hvad vad "
        "står går kører kjører kör"
    )
)
NO_HOUSE = (
    r"(?![^\W_]|[.,:/]\d|[–'’-]|\.? ?(?:jan|feb|mar|apr|ma[ji]|jun|jul|aug|sep|o[ck]t|nov|de[cs])"
    r"|\.? (?:etasje|etg|sal)|,?-? ?kr(?!\w)| ?(?:%|m²)"
    r"| ?(?:kroner|kronor|kg|kilo|gram|g|km|m|meter|cm|mm|min|minut\w*|timer|timmar|tim|dag\w{0,3}|døgn|uker|uger"
    r"|veckor|år|gange?r?|gånger|stk|grader|kvm|kvadrat\w*|kwh|prosent|procent|personer|mil|pm|am|minutes|mins|miles|days"
    r"|weeks|percent|pounds|quid|square|sq)(?![^\W_]))"
)
"""What does not follow the number of a house: units, dates, amounts."""
_HOUSE = re.compile(
    r" (?=[\dn])(?:(?<=[^\W\d_] )|(?<=[^\W\d_]\. )|(?<=[^\W\d_], )(?=nummer|nr))"
    rf"(?P<house>(?:nummer |nr\.? )?\d{{1,4}}(?: ?[a-h](?![^\W_]))?){NO_HOUSE}"
)
_STORY = r"(?:stuen|første|anden|andre|tredje|fjerde|femte|sjette|syvende)"
_FLOOR = (
    r"(?:,? ?(?:(?:st|kl|\d{1,2})\.?,? ?(?:sal|tv|th|mf|til venstre|til højre|etg|etasje|tr)(?![^\W_])\.?"
    r"(?:,? ?(?:tv|th|mf|til venstre|til højre)(?![^\W_])\.?)?"
    r"|(?:oppg|oppgang|opg|opgang|uppg|uppgång|inngang|indgang|ingång)\.? ?[a-h\d](?![^\W_])"
    r"|dörr (?:t\.?v\.?|t\.?h\.?|\d{1,2})(?![^\W_])"
    r"|(?:lejlighed|leilighet|leil\.?|lägenhet|lgh|lejl\.?|rum|rom|værelse|stue|plass) ?h?\d{1,4}|h\d{4})"
    rf"|,? {_STORY}(?: (?:sal|etasje))?(?: (?:til (?:venstre|højre)|tv|th|mf)(?![^\W_])|(?: sal| etasje)|(?=\ue000|$))"
    r"|, \d\.(?= [^\W\d_]))?"
)
TOWN = r"[A-ZÆØÅÄÖ][a-zæøåäöé]+(?:[ -][A-ZÆØÅÄÖ][a-zæøåäö]{2,})?(?: [NSVØCMJKF]{1,2}(?![^\W_])\.?)?"
_FLOOR_AFTER = re.compile(_FLOOR)
_POST_TOWN_AFTER = re.compile(
    rf"(?: [A-ZÆØÅ][a-zæøå]{{2,15}}(?=, \d{{4}} ))?(?:(?:,|\n)?[ \n]?(?:(?:DK|NO|SE|N|S)[- ])?"
    rf"(?:\d{{4}}|\d{{3}} \d\d) {TOWN}(?:(?<=[a-zæøåäö])[.-][a-zæøåäö]{{3,}})?"
    r"| (?!19\d\d|20[12]\d)(?:\d{4}|\d{3} \d\d) "
    r"(?!(?:kr|kroner|kronor|stk|gange|gånger|meter|kg|kilo|gram|år)(?!\w))[a-zæøåäö]{3,}(?: [nsvøcjfkm]{1,2}(?!\w))?"
    r"|,[ \n]?(?:\d{4}|\d{3} \d\d)(?: [a-zæøåäö]{2,}(?: [nsvøcjfkm]{1,2}(?!\w))?)?)(?![\w.,]?\d)(?!\w)"
)
_TOWN_LINE = re.compile(rf"(?:,|\n) ?\d{{4}} {TOWN}")
_POSTCODE_BESIDE = re.compile(r"(?:,|\n) ?(?:\d{4}|\d{3} \d\d) (?P<town>[^\W\d_]{3,20})(?![^\W_])")
_PLACE_BEFORE = re.compile(
    r"(?:(?<![^\W_])(?:på|i|til|till|fra|frå|från|adresse|adressen|adress|er|är|det|bor)|[\n\ue000,:]|^) ?$"
)
_CLAUSE_END = re.compile(r" ?(?:[,.!?;\n\ue000]|$)")
_TOWN_AFTER = re.compile(rf"(?:,|,? (?:i|in|på|nær)) (?P<town>{TOWN})(?![^\W_])")
_KNOWN_TOWN_AFTER = re.compile(
    r"(?:,?[ …,eh]{1,8}(?:her |här )?(?:i|in|på|nær|ved)(?:, i)? |[, ]{1,2})(?P<town>[^\W\d_]{2,20})(?![^\W_])"
)
_TOWN_BESIDE = re.compile(r",? (?P<town>[^\W\d_]{3,20})(?![^\W_])")
MIN_NAME, MAX_FLOORS = 4, 3  # "oppg. C, 2. etg., dörr 3"
_IN_AFTER = re.compile(r" i (?P<town>[^\W\d_]{4,20})(?![^\W_])")
_SHORTENED = re.compile(r"(?<![^\W_])[A-ZÅÄÖ][a-zåäö]{2,20}[gv]\.$")  # "Älvg. 7"
_DEFINITE = ("en", "et", "ene", "erne", "arna", "orna", "na", "ar", "er", "or", "a")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_][\w'’.-]{0,30} ){0,3}[^\W\d_][\w'’-]{0,30}$")


def find_nordic_streets(reading: Reading) -> Iterator[Finding]:
    """``Nørre Strandvej 44, 2. tv., 6760 Ribe``, ``Tordenskiolds gate 14``, ``Storgatan 51 A, Alingsås``.

    A word that ends as street names do and a house number; any capitalised word, a house number and a
    postcode with its town.
    """
    names = lexicon(reading.language)
    for match in _HOUSE.finditer(reading.low):
        word_end = match.start() - (reading.low[match.start() - 1] in ".,")
        start = _street(reading, word_end, names, match.end())
        if start is not None:
            yield Finding(start, address_end(reading, match.end(), names), Kind.ADDRESS, 0.9)


@cache
def _spoken_house(language: Language) -> re.Pattern[str]:
    """A house number in words, digit by digit too, and the postcode after it.

    A word for "one" is an article in most of the languages: alone it needs the end of a turn, a letter or a town.
    """
    rules = grammar(language)
    small = any_of(word for word, digits in rules.numbers.items() if len(digits) < 3 or digits.endswith("000"))
    first = any_of(word for word, digits in rules.numbers.items() if len(digits) < 3 and word not in rules.articles)
    first = rf"(?:{any_of(sorted(rules.hundred))} (?:(?:og|och) )?)?{first}"
    article = rf"{any_of(rules.articles)}(?= ?(?:$|\ue000|[a-d](?![^\W_])|(?:i|på|in) |{small}(?![^\W_])))"
    number = rf"(?:{small}|tusind|tusen|hundre|hundred|hundrede|hundra|(?:st )?(?:tv|th|mf)|sal)(?![^\W_])"
    return re.compile(
        rf" (?P<house>(?:{first}(?![^\W_])|{article})(?:(?: og)? {number}){{0,8}}(?: [a-d](?![^\W_]))?){NO_HOUSE}"
    )


def find_spoken_streets(reading: Reading) -> Iterator[Finding]:
    """``skovbrynet enogtyve i galten``, ``bakke gata fjorten``."""
    names = lexicon(reading.language)
    if reading.language is Language.EN:
        return
    for match in _spoken_house(reading.language).finditer(reading.low):
        start = _street(reading, match.start(), names, match.end(), spoken=True)
        if start is not None:
            yield Finding(start, address_end(reading, match.end(), names), Kind.ADDRESS, 0.7)


def _street(reading: Reading, word_end: int, names: Lexicon, end: int, *, spoken: bool = False) -> int | None:
    """Where the street name begins that ends at `word_end` before a house number; `None` where none does."""
    low_word = reading.low[max(0, word_end - 30) : word_end].rpartition(" ")[2].rpartition("\n")[2]
    shortened = _SHORTENED.search(reading.text, max(0, word_end - 30), min(word_end + 1, end))
    if shortened and reading.language is Language.SV:
        return shortened.start()
    named = low_word.endswith(STREETS) or _TOWN_LINE.match(reading.text, end)
    followed = _known_town(reading, end, beside=True) is not None
    if not named and (len(low_word) < MIN_NAME or not followed):
        return None
    before = _WORD_BEFORE.search(reading.text, max(0, word_end - 60), word_end)
    if before is None:
        return None
    parts = list(re.finditer(r"\S+", before[0]))
    last = parts[-1][0]
    street = last.lower()
    first = len(parts) - 1
    previous = parts[-2][0] if len(parts) > 1 else "," if reading.text.endswith(", ", 0, before.start()) else ""
    if last in _CAN_BE_ALL and previous in _IN:
        return before.start() + parts[-1].start()
    if street in _ALONE:
        if street not in _NAMED and not _can_be_named(last, previous, names):
            return None
    elif not _is_street(
        last, previous, names, followed=followed or _is_told(reading, word_end - len(last), end, spoken=spoken)
    ):
        return None
    elif street in _SUFFIXES or street in _CAPITAL_SUFFIXES:  # "Øvre Lia 8", "i Brinken 4"
        return before.start() + parts[-2 if _is_name_of_street(previous, names) else -1].start()
    while first and (parts[first - 1][0][0].isupper() or street in _ALONE) and len(parts) - first < 3:
        previous = parts[first - 1][0].lower().rstrip(".")
        if (
            (previous in names.given and street not in _ALONE)
            or previous.endswith(".")
            or (previous in names.words and street not in _ALONE)
        ):
            break
        if street in _NAMED and previous in NOT_NAMES:
            break
        first -= 1
        street = ""
    if (
        first
        and not street
        and parts[first][0].endswith("s")
        and parts[first - 1][0].lower() in names.given - names.words
    ):
        first -= 1  # "Bjørnstjerne Bjørnsons gate"
    return before.start() + parts[first].start()


def _can_be_named(word: str, previous: str, names: Lexicon) -> bool:
    """Whether the word before a street that stands alone is its name ("gartner vej 7", not "på vejen 7")."""
    if not previous or previous.endswith("."):
        return False
    if word.lower() in _ONLY_AFTER_NAME:
        return previous[0].isupper() and (word[0].isupper() or previous.lower() not in names.words)
    return previous[0].isupper() or previous.lower() not in NOT_NAMES


def _is_street(word: str, previous: str, names: Lexicon, *, followed: bool) -> bool:
    """Whether a word is a street's name by its end, or by its capital where a town follows."""
    street = word.lower()
    if street in names.words and street not in _SUFFIXES and street not in _CAPITAL_SUFFIXES:
        return False
    if street in _SUFFIXES or street in _CAPITAL_SUFFIXES:
        return word[0].isupper() and (_is_name_of_street(previous, names) or previous == "," or previous.islower())
    if street.endswith(_SUFFIXES):
        return True
    return word[0].isupper() or (followed and (street.endswith(_CAPITAL_SUFFIXES) or street not in names.foreign))


def _is_told(reading: Reading, start: int, end: int, *, spoken: bool) -> bool:
    """Whether a word and a number in lower case stand where an address does: after "på", at the end of a clause."""
    word = reading.low[start:end].split()[0]
    if word.endswith("plan") or not word.endswith(_CAPITAL_SUFFIXES):
        return False
    before = _PLACE_BEFORE.search(reading.low, max(0, start - 10), start) is not None
    return before and (spoken or _CLAUSE_END.match(reading.low, end) is not None)


def _is_name_of_street(word: str, names: Lexicon) -> bool:
    """The ``Øvre`` of "Øvre Lia"."""
    return word[:1].isupper() and word.isalpha() and word.lower() not in names.words


def _known_town(reading: Reading, end: int, *, beside: bool = False) -> int | None:
    """Where a town of the list ends that follows a place, without "in" if `beside`; `None` where none does."""
    match = (_TOWN_BESIDE if beside else _KNOWN_TOWN_AFTER).match(reading.low, end)
    match = match or _POSTCODE_BESIDE.match(reading.low, end)
    return match.end() if match and match["town"] in towns() else None


def _unknown_town(reading: Reading, end: int, names: Lexicon) -> int | None:
    """Where a word in lower case ends that follows "i" and is no word, name or definite form."""
    match = _IN_AFTER.match(reading.low, end)
    if match is None or match["town"].endswith(_DEFINITE) or match["town"] in every_word() | names.given:
        return None
    return match.end()


def address_end(reading: Reading, end: int, names: Lexicon) -> int:
    """The end of floor, postcode and town after a house number."""
    for _ in range(MAX_FLOORS):
        floor = _FLOOR_AFTER.match(reading.low, end)
        end = floor.end() if floor else end
    town = _POST_TOWN_AFTER.match(reading.text, end)
    if town:
        return town.end()
    known = _known_town(reading, end) or _unknown_town(reading, end, names)
    if known:
        return known
    town = _TOWN_AFTER.match(reading.text, end)
    if town:
        first = town["town"].lower().split()[0]
        if first not in names.given and first not in names.words:
            return town.end()
    return end
