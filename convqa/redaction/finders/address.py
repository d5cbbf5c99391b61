"""Street addresses and postcodes of Denmark, Norway, Sweden, Britain and the United States."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon
from convqa.redaction.wordlist import words

__all__ = ["find_british_streets", "find_nordic_streets", "find_postcodes"]

# Ends of street names written in one word ("Skovbrynet"); some stand alone after another word ("Tordenskiolds gate").
_SUFFIXES = words(
    "vej vejen gade gaden stræde strædet allé alle allén alléen alleen plads pladsen vænget vænge parken park torv "
    "torvet boulevard boulevarden bakken bakke lunden lund toften marken svinget sving stien dalen haven vang vangen "
    "brynet bryn krogen engen draget dammen høj sønderport nørreport vesterport østerport hegnet havnen brink "
    "brinken banken hovedgade vei veien veg vegen vn gate gata gt lia stubben løkka moen tunet kroken brygge bryggen "
    "ringen terrasse torget haugen hagen åsen berget lykkja grenda neset svingen stien stredet gatan gata vägen väg "
    "gränd gränden stigen stig torget platsen plan backen backe liden allén esplanaden kajen gården gård stranden "
    "strand holmen ängen slingan kroken"
)
_NAMED = words("strandvej kongevej hovedgade sønderport nørreport vesterport østerport postboks boks box")
_ALONE = frozenset(
    words(
        "vej vei veg vegen veien vejen gate gata gade gatan plass plads allé alle väg vägen torv torg gt gt. vn "
        "boulevard bakken"
    )
    + _NAMED
)

_STREETS = _SUFFIXES + tuple(_ALONE)
_HOUSE = re.compile(
    r" (?=[\dn])(?:(?<=[^\W\d_] )|(?<=[^\W\d_]\. )|(?<=[^\W\d_], )(?=nummer|nr))"
    r"(?P<house>(?:nummer |nr\.? )?\d{1,4}(?: ?[a-h](?![^\W_]))?)"
    r"(?![^\W_]|[.,:]\d|[–'’-]|\.? ?(?:jan|feb|mar|apr|ma[ji]|jun|jul|aug|sep|o[ck]t|nov|de[cs])"
    r"|\.? (?:etasje|etg|sal)|,?-? ?kr(?!\w))"
)
_FLOOR = (
    r"(?:,? ?(?:(?:st|kl|\d{1,2})\.?,? ?(?:sal|tv|th|mf|til venstre|til højre|etg|etasje|tr)(?![^\W_])\.?"
    r"(?:,? ?(?:tv|th|mf|til venstre|til højre)(?![^\W_])\.?)?"
    r"|(?:lejlighed|leilighet|leil\.?|lägenhet|lgh|lejl\.?|rum|stue) ?h?\d{1,4}|h\d{4}))?"
)
_TOWN = r"[A-ZÆØÅÄÖ][a-zæøåäöé]+(?:[ -][A-ZÆØÅÄÖ][a-zæøåäö]{2,})?(?: [NSVØCMJKF]{1,2}(?![^\W_])\.?)?"
_FLOOR_AFTER = re.compile(_FLOOR)
_POST_TOWN_AFTER = re.compile(
    rf"(?: [A-ZÆØÅ][a-zæøå]{{2,15}}(?=, \d{{4}} ))?(?:(?:,|\n)?[ \n]?(?:(?:DK|NO|SE|N|S)[- ])?"
    rf"(?:\d{{4}}|\d{{3}} \d\d) {_TOWN}"
    r"|,[ \n]?(?:\d{4}|\d{3} \d\d)(?: [a-zæøåäö]{2,}(?: [nsvøcj]{1,2}(?!\w))?)?)(?![\w.,]?\d)(?!\w)"
)
_TOWN_LINE = re.compile(rf"(?:,|\n) ?\d{{4}} {_TOWN}")
_TOWN_AFTER = re.compile(rf"(?:,|,? (?:i|in|på|nær)) (?P<town>{_TOWN})(?![^\W_])")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_][\w'’.-]{0,30} ){0,3}[^\W\d_][\w'’-]{0,30}$")
_POSTCODE = re.compile(rf"\d(?<![\w.,:/+-].)(?:(?<=[1-9])\d{{3}}|\d\d \d\d) (?P<town>{_TOWN})(?!\w)")
_LETTERED_POSTCODE = re.compile(
    r"[A-Z](?<![\w.,:/+-].)(?:[A-Z]?\d[A-Z\d]? ?\d[A-Z]{2}|(?<=[a-z], [A-Z])[A-Z] \d{5}(?:-\d{4})?)(?!\w)"
)
_ZIP = re.compile(
    r"(?<!\w)(?:zip|zip ?code|postcode|postal code|postnr|postnummer)(?: is| er| är|:)? "
    r"(?P<zip>\d{4,5}(?:-\d{4})?|\d{3} \d\d)(?!\w)"
)
_BRITISH_STREET = (
    "street st road rd lane ln avenue ave close drive dr court ct terrace place crescent gardens grove row way wynd "
    "mews square parade bank cottages cottage hill walk park rise view green boulevard blvd yard mead croft fold "
    "quay wharf buildings house chase gate loan brae vale villas circus common field fields end side bridge passage "
    "alley path"
)
_STREET = re.compile(
    r"(?<![\w.,:/£$€-])(?:(?:flat|apartment|apt\.?|unit|room) \d{1,4}[a-z]?,? )?\d{1,5} ?[a-z]?,? "
    rf"(?P<name>(?:[^\W\d_][\w'’-]{{0,25}} ){{1,3}}?)(?P<type>{_BRITISH_STREET.replace(' ', '|')})(?![^\W_])"
)
_BRITISH_TAIL = re.compile(
    rf"(?:,? {_TOWN})?(?:, [A-Z]{{2}})?(?:,? (?:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|\d{{5}}))?(?!\w)"
)
_ONLY_STREETS = frozenset(words("street road lane avenue crescent terrace"))
_YEARS = range(1980, 2036)


def find_nordic_streets(reading: Reading) -> Iterator[Finding]:
    """``Nørre Strandvej 44, 2. tv., 6760 Ribe``, ``Tordenskiolds gate 14``, ``Storgatan 51 A, Alingsås``.

    A word that ends as street names do and a house number; any capitalised word, a house number and a
    postcode with its town.
    """
    names = lexicon(reading.language)
    for match in _HOUSE.finditer(reading.low):
        word_end = match.start() - (reading.low[match.start() - 1] in ".,")
        low_word = reading.low[max(0, word_end - 30) : word_end].rpartition(" ")[2].rpartition("\n")[2]
        if not low_word.endswith(_STREETS) and not _TOWN_LINE.match(reading.text, match.end()):
            continue
        before = _WORD_BEFORE.search(reading.text, max(0, word_end - 60), word_end)
        start = before and _street_start(before, names)
        if start is not None:
            yield Finding(start, _address_end(reading, match.end(), names), Kind.ADDRESS, 0.9)


def find_british_streets(reading: Reading) -> Iterator[Finding]:
    """``Flat 3, 27 Marine Parade, Cromer``; in lower case only before a word that is nothing but a street."""
    names = lexicon(reading.language)
    for match in _STREET.finditer(reading.low):
        start, end = match.span("name")
        capital = all(word[0].isupper() for word in reading.text[start:end].split())
        first = match["name"].split()[0]
        if capital or (match["type"] in _ONLY_STREETS and first not in names.foreign):
            tail = _BRITISH_TAIL.match(reading.text, match.end())
            yield Finding(match.start(), tail.end() if tail else match.end(), Kind.ADDRESS, 0.85)


def find_postcodes(reading: Reading) -> Iterator[Finding]:
    """A postcode with its town (``2670 Otta``), a British postcode, an American state and zip code."""
    names = lexicon(reading.language)
    for match in _POSTCODE.finditer(reading.text):
        number, town = match[0][:4], match["town"].lower().split()[0].split("-")[0]
        year = number.isdigit() and int(number) in _YEARS
        if not year and town not in names.words and town not in names.organisations:
            yield Finding(*match.span(), Kind.ADDRESS, 0.7)
    for match in _LETTERED_POSTCODE.finditer(reading.text):
        yield Finding(*match.span(), Kind.ADDRESS, 0.7)
    for match in _ZIP.finditer(reading.low) if reading.mentions("zip", "post") else ():
        yield Finding(*match.span("zip"), Kind.ADDRESS, 0.8)


def _street_start(before: re.Match[str], names: Lexicon) -> int | None:
    """Where the street name begins in the words before a house number; `None` where they are no street name."""
    parts = list(re.finditer(r"\S+", before[0]))
    last = parts[-1]
    street = last[0].lower()
    suffix = next((s for s in _SUFFIXES if street.endswith(s)), "")
    first = len(parts) - 1
    if street in _ALONE:
        previous = parts[-2][0] if len(parts) > 1 else ""
        named = street in _NAMED
        sentence_end = not previous or previous.endswith(".")
        if not named and (sentence_end or not (previous[0].isupper() or previous.lower() not in names.words)):
            return None
    elif suffix:
        if street in names.words:
            return None
        if street == suffix:  # "Øvre Lia 8"
            named = len(parts) > 1 and last[0][0].isupper() and _is_name_of_street(parts[-2][0], names)
            return before.start() + parts[-2].start() if named else None
    elif not last[0][0].isupper() or street in names.words:
        return None
    while first and (parts[first - 1][0][0].isupper() or street in _ALONE) and len(parts) - first < 3:
        previous = parts[first - 1][0].lower().rstrip(".")
        if previous in names.given or previous.endswith(".") or (previous in names.words and street not in _ALONE):
            break
        first -= 1
        street = ""
    return before.start() + parts[first].start()


def _is_name_of_street(word: str, names: Lexicon) -> bool:
    """The ``Øvre`` of "Øvre Lia"."""
    return word[:1].isupper() and word.isalpha() and word.lower() not in names.words


def _address_end(reading: Reading, end: int, names: Lexicon) -> int:
    """The end of floor, postcode and town after a house number."""
    floor = _FLOOR_AFTER.match(reading.low, end)
    end = floor.end() if floor else end
    town = _POST_TOWN_AFTER.match(reading.text, end)
    if town:
        return town.end()
    town = _TOWN_AFTER.match(reading.text, end)
    if town:
        first = town["town"].lower().split()[0]
        if first not in names.given and first not in names.words:
            return town.end()
    return end
