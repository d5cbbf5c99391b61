"""Numbers told turn by turn, read back, and put right: parts of them, too short to be found by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from convqa.conversation import Language
from convqa.redaction.again import PERSONAL
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.numbers import Number, digits_of, is_like, numbers_in, outside
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_dictated"]

# Of what is sold, where one sits, what a machine shows.
_NOBODYS = words(
    "vare varu artikel artikkel produkt model modell reservedels reservdels serie lot parti rute rutt bus buss linje "
    "side sida rum rom spor spår størrelse storlek versions fly flyg tog tåg fejl feil fel hus gade post bord sæde "
    "sete plads plass plats billet billett biljett kanal kapitel kapittel afdelings avdelings etage etasje"
)
# A card, an account or a telephone alone asks for no number: "det kommer på kontoen innen tirsdag" - "åtte hundre".
_WANTED = re.compile(
    rf"(?<![^\W_])(?!{any_of(_NOBODYS)}s?-?n)"
    r"(?:(?P<phone>(?:tele|mobil|tlf)[^\W\d_]{0,5}-?(?:nummer\w*|numret|nr)"
    r"|(?:phone|cell|mobile|callback|contact) number)"
    r"|(?P<identity>(?:cpr|person|fødsels)-?n\w*|social security|national insurance|ni number|cpr|pnr|fnr|ssn)"
    r"|(?P<account>(?:bank)?konto-?(?:nummer\w*|numret|nr)|account (?:number|no)"
    r"|clearing\w*|sort code|reg\.? ?(?:nr|nummer\w*))"
    r"|(?P<card>[^\W\d_]{0,10}kort-?(?:nummer\w*|numret|nr)|(?:card|long) number)"
    r"|(?:(?:fire|fem|fyra|four|five) (?:siste|sidste|sista)|(?:siste|sidste|sista|last) (?:fire|fem|fyra|four|five))"
    # "de sidste fire cifre", "the last four of the card", not "the last four weeks"
    r"(?![^\W_])(?! (?!(?:ci|sif|tal|dig|num|please|tak|tack)|(?:i|in|af|av|of|på|on|fra|frå|från|from|er|är|is|den|det"
    r"|der|där|så|då)(?![^\W_]))[^\W\d_])"
    # "Hva slutter det på?", "What does it end in?"
    r"|(?P<ends>(?:hva|hvad|kva|vad) (?:slutter|sluttar|ender|endar|slutar)"
    r" (?:det|den|kortet|kontoen|kontot|nummeret|numret)"
    r"(?: på| med)?|what (?:does|do) (?:it|they|that|yours|the card|the number) end(?: in| with)?)"
    r"|[^\W\d_]{0,14}(?:nummer\w{0,3}|numret)|(?<!mange )(?<!många )(?<!many )(?:siffer|cifre|sifre|digits)"
    r"|(?<!model )(?<!item )(?<!error )(?<!room )(?<!gate )(?<!seat )(?<!table )(?<!flight )(?<!bus )(?<!channel )"
    r"(?<!version )(?<!part )(?<!batch )number)(?![^\W_])"
)
_STEM = re.compile(  # of all these words; to look for it first is three times as fast
    "numm|numre|number|cpr|pnr|fnr|ssn|social|insur|nr|clear|sort|reg|siff|cifre|sifre|digit|sist|sidst|last"
    "|slut|ender|endar| end"
)
_PERHAPS = frozenset({Kind.NUMBER, Kind.BIRTH_DATE})
"""What a part of a number may have been taken for."""
_KINDS = {
    "phone": Kind.PHONE,
    "identity": Kind.ID_NUMBER,
    "account": Kind.ACCOUNT,
    "card": Kind.CARD,
    "ends": Kind.CARD,
}
_CORRECTS = words(
    "nej nei no nope sorry undskyld unnskyld beklager förlåt ursäkta pardon oi oj hov ups oops vent vänta wait ikke "
    "ikkje inte not hang mener mean menar meiner utan siste sidste sista last"
)
_SMALL = frozenset(_CORRECTS) | frozenset(
    words(
        "you said got sagde sa sade "
        "ja jo jep yes yeah yep okay ok okej mm mhm øh eh øhm öh um uh er altså alltså well hmm oh åh å nå så og och "
        "men but skal ska should and også också også also även då da then sen det den der er är e æ it its it's is "
        "that that's de dei the this her här here en et a an jeg jag eg i to två tre three two fire fyra four fem "
        "five seks sex six min mit mitt "
        "til till my nummer "
        "nummeret numret number kort kortet card konto kontoen kontot account mobil cpr fnr reg slutten "
        "slutet slut slutt slutter slutar ender endar at end ends cifre siffer siffror sifre digits være vara "
        "vere va be eller "
        "har have has hang on just lige "
        "or på med with nu nå nu now thanks takk tak tack precis præcis exactly right stemmer stämmer rätt rett "
        "rigtigt riktig korrekt correct nearly almost næsten nesten nästan"
    )
)
_CLOSING = _SMALL - frozenset(words("har have has hang on just lige"))
"""Of these what may follow a number: "25 on Friday" is no part of one."""
_CORRECTION = re.compile(rf"(?<![^\W_]){any_of(_CORRECTS)}(?![^\W_])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_CLAUSE_END = re.compile(r"[ -]?(?:[.,;:!?…)\n\ue000\u2600-\u27bf\U0001f300-\U0001faff]|$)")  # a face ends one too
_NEXT = re.compile(r" ([^\W\d_]+)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INSTEAD = re.compile(
    r" (?:(?:skal|skulle|ska)(?: det)? (?:være|vere|vara)|(?:it )?should (?:be|have been))(?: |(?=[.,!\n\ue000]|$))"
)
_CONTRAST = re.compile(r",? (?:men |but )?(?:ikke|ikkje|inte|not) ")
# A question that only asks for more of what is told.
_GOES_ON = frozenset(
    words(
        "hvad hva kva vad what pardon igen igjen att again resten rest næste neste nästa next videre vidare fortsæt "
        "fortsett fortsätt derefter deretter sedan after"
    )
)
_REPEAT = re.compile(r"gentag|gjenta|upprepa|repeat|once more|say (?:that|it) again|(?:en|ein|én) g[åao]ng till?")
_ASKS = re.compile(  # speech may have no signs
    r"\?|(?<![^\W_])(?:(?:hvor|kor|hur|how) (?:mange|meget|mye|mykje|många|mycket|much|many|længe|lenge|länge|long|lang"
    r"|stor|gammel|gamal|gammal|old|big|tit|ofte|ofta|often)|hvilke[nt]|kva for|vilke[nt]|which|hvornår)(?![^\W_])"
)
_AT_THE_END = re.compile(r" (?:til sidst|til slutt|på slut|at the end|i slutet)")
_OF_THE_END = re.compile(r"(?<![^\W_])(?:sist|sidst|last)")
MIN_GAP, MAX_GAP, MAX_SMALL, REACH = 12, 45, 15, 120
MIN_FIRST, MIN_PART, MIN_LIKE, MIN_CLEAR = 3, 2, 3, 4
"""Digits of the first part that is told, of others, and of one that may have any word after it: if it is like what was
told already, or not."""
MIN_PHONE = 5  # digits of the first part of a phone number that begins with 0
SCORE = 0.4
TURNS = 4
"""Turns for which a number is awaited; one that says something else counts twice."""


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What may be told next.

    Attributes:
        turns: for how many turns still.
        asked: whether it was asked for and is being told, and is not only read back or put right.
        strict: whether a turn must hold nothing else, since something else was said in between.
        begun: whether a part of it was told.
        latest: the digits of what was told last.
    """

    kind: Kind
    turns: int = TURNS
    asked: bool = False
    strict: bool = False
    begun: bool = False
    latest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn.

    Attributes:
        parts: in order what was found in it, and the other numbers near its beginning and behind what was found.
        whole: whether it holds nothing but them and small words.
    """

    reading: Reading
    start: int
    end: int
    parts: list[Finding | Number]
    whole: bool


def find_dictated(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``fireogtres halvfems`` in a turn after the first half of a CPR number; ``23, ikke 32`` after an account.

    Args:
        reading: the turns.
        findings: what was found in them, in order of place.
    """
    personal = any(finding.kind in PERSONAL for finding in findings)
    begins = [_begins(reading.language).match(reading.low, start) is not None for start in reading.starts]
    if not personal and not any(begins):
        return
    awaited: _Awaited | None = None
    place = 0
    for number, start in enumerate(reading.starts):
        end, first = reading.turn_end(start), place
        while place < len(findings) and findings[place].start < end:
            place += 1
        found = list(findings[first:place])
        if reading.answered(start, end):
            awaited = None  # what was told, was told there
        elif awaited or any(finding.kind in PERSONAL for finding in found):
            told, awaited = _told(_turn(reading, start, end, found, awaited if begins[number] else None), awaited)
            yield from told
        cue = _cue(reading, start, end) if any(begins[number + 1 : number + 1 + TURNS]) else None
        if cue and not reading.answered(cue.end(), end):
            awaited = _wanted(cue, end, awaited)
            rest = [finding for finding in found if finding.start >= cue.end()]
            told, begun = _told(_turn(reading, cue.end(), end, rest, awaited), awaited)
            yield from told
            awaited = begun if begun and begun.begun else awaited


@cache
def _begins(language: Language) -> re.Pattern[str]:
    """The beginning of a turn that may tell a number: small words, and then a digit, a word for one or a letter."""
    rules = grammar(language)
    letter = rf"(?![{''.join(sorted(rules.letter_words))}])[^\W\d_]|{any_of(sorted(rules.twice))}"
    small = rf"[ …–-]{{0,3}}(?:{any_of(_SMALL)}(?![^\W_])[ ,.:!?…–-]{{1,4}}){{0,9}}"
    return re.compile(rf"{small}(?:\+?\d|(?:{rules.number}|{letter})(?![^\W_]))")


def _cue(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """The last word of a turn for a number."""
    if not _STEM.search(reading.low, start, end):
        return None
    cues = list(_WANTED.finditer(reading.low, start, end))
    return cues[-1] if cues else None


def _wanted(cue: re.Match[str], end: int, awaited: _Awaited | None) -> _Awaited:
    """What a turn that ends at `end` asks for with its word; strictly, if it goes on with something else."""
    kind = _KINDS.get(cue.lastgroup or "", Kind.NUMBER)
    kind = awaited.kind if awaited and kind is Kind.NUMBER else kind
    asks = end - cue.end() < MAX_GAP or cue.string.find("?", cue.end(), end) >= 0
    return _Awaited(kind, asked=True, strict=not asks)


def _turn(reading: Reading, start: int, end: int, found: list[Finding], awaited: _Awaited | None) -> _Turn:
    """A turn with the numbers that may belong to what is awaited or was found."""
    personal = [finding.end for finding in found if finding.kind in PERSONAL]
    first = min([start if awaited else end, *personal])
    last = min(end, max([start, *personal]) + REACH)
    sought = awaited or _CORRECTION.search(reading.low, first, last)
    free = outside(numbers_in(reading, first, last) if sought else [], found)
    parts: list[Finding | Number] = [*found, *free]
    parts.sort(key=lambda part: part.start)
    gaps = zip([start, *(part.end for part in parts)], [*(part.start for part in parts), end], strict=True)
    return _Turn(reading, start, end, parts, all(_is_small(reading.low[one:other]) for one, other in gaps))


def _told(turn: _Turn, awaited: _Awaited | None) -> tuple[list[Finding], _Awaited | None]:
    """What a turn tells of what is awaited, and what is awaited after it."""
    told: list[Finding] = []
    position, chain, latest = turn.start, awaited, None
    if awaited and awaited.strict and not turn.whole:
        chain = None
    for part in turn.parts:
        gap = turn.reading.low[position : part.start]
        position = part.end
        goes_on = chain is not None and _is_small(gap)
        if isinstance(part, Finding):
            if part.kind in PERSONAL or (goes_on and part.kind in _PERHAPS):
                asked = goes_on and chain is not None and chain.asked
                chain = latest = _Awaited(part.kind, asked=asked, begun=True, latest=digits_of(turn.reading, part))
            else:
                chain = None
        elif chain and goes_on and _is_part(turn, part, gap, chain):
            told.append(Finding(part.start, part.end, chain.kind, SCORE))
            whole = max(chain.latest, part.written, key=len)  # a part may be of all that was told
            chain = latest = replace(chain, turns=TURNS, strict=False, begun=True, latest=whole)
        else:
            chain = None
    if latest or not awaited:
        return told, latest
    if _asks_another(turn):
        return told, None  # the next turn answers that
    other = turn.end - turn.start > MAX_SMALL
    left = awaited.turns - 1 - other
    return told, replace(awaited, turns=left, strict=awaited.strict or other) if left > 0 else None


def _asks_another(turn: _Turn) -> bool:
    """Whether a turn asks something, with other words than those that are said around numbers."""
    low = turn.reading.low
    if not _ASKS.search(low, turn.start, turn.end) or _REPEAT.search(low, turn.start, turn.end):
        return False
    return not all(word in _SMALL or word in _GOES_ON for word in _WORD.findall(low, turn.start, turn.end))


def _is_part(turn: _Turn, number: Number, gap: str, awaited: _Awaited) -> bool:
    """Whether a number after small words is a part of what is awaited."""
    low, count = turn.reading.low, len(number.written)
    following = _NEXT.match(low, number.end)
    closed = _CLAUSE_END.match(low, number.end) or (following is not None and following[1] in _CLOSING)
    instead = _INSTEAD.match(low, number.end)
    corrects = _CORRECTION.search(gap) is not None or _INSTEAD.fullmatch(gap) is not None or instead is not None
    sure = bool(closed) or count >= MIN_LIKE
    told_again = corrects or _AT_THE_END.match(low, number.end) is not None
    if told_again and not awaited.strict and sure and is_like(number.written, awaited.latest):
        return True  # "fem fem to nei det er fem to fem", whatever follows
    if not awaited.strict and _is_contrasted(turn, number, gap, awaited.latest):
        return True
    if (count < MIN_CLEAR and not closed) or (not awaited.begun and _is_round(turn.reading, number)):
        return False
    if corrects and (_CONTRAST.search(gap) or _OF_THE_END.search(gap) or _AT_THE_END.match(low, number.end)):
        return count >= MIN_PART or _CONTRAST.search(gap + low[number.end : number.end + MIN_GAP]) is not None
    one_word = number.said and low[number.start : number.end].isalpha()
    if awaited.asked:
        if awaited.strict or (one_word and not turn.whole):  # "it's twenty to ten now"
            return count >= MIN_CLEAR
        lettered = not number.written.isdigit()
        least = awaited.begun or lettered or (awaited.kind in PERSONAL and turn.whole)
        return count >= (MIN_PART if least else MIN_FIRST)
    if corrects:
        at_end = _CLAUSE_END.match(low, number.end) or instead
        return not awaited.strict and count >= MIN_PART and not one_word and (at_end is not None or count >= MIN_CLEAR)
    # Said again, a little different perhaps: at the beginning of a turn, and all of a clause.
    begins = number.start - len(gap) == turn.start
    begins = begins and not awaited.strict and not _is_round(turn.reading, number)
    return begins and closed is not None and count >= MIN_CLEAR and not _YEAR.fullmatch(number.written)


def _is_contrasted(turn: _Turn, number: Number, gap: str, latest: str) -> bool:
    """Whether a number is one of "84, not 44", as long as each other, of which one was told: whatever follows."""
    low, count = turn.reading.low, len(number.written)
    after = _CONTRAST.match(low, number.end)
    beside: list[Number] = []
    if after:
        beside = numbers_in(turn.reading, after.end(), min(after.end() + MAX_GAP, turn.end))[:1]
        beside = [one for one in beside if one.start == after.end()]
    elif _CONTRAST.fullmatch(gap):
        end = number.start - len(gap)
        beside = numbers_in(turn.reading, max(turn.start, end - MAX_GAP), end)[-1:]
        beside = [one for one in beside if one.end == end]
    told = any(MIN_PART <= count == len(one.written) for one in beside)
    return told and any(written in latest for written in (number.written, *(one.written for one in beside)))


def _is_round(reading: Reading, number: Number) -> bool:
    """Whether a number is one that sums are: with hundreds, or with no other digits at its end; not "07700"."""
    whole = number.written.endswith("00") and not (number.written[0] == "0" and len(number.written) >= MIN_PHONE)
    return whole or "hund" in reading.low[number.start : number.end]


def _is_small(text: str) -> bool:
    """Whether a text holds nothing but a few words of those that are said around numbers."""
    return len(text) <= MAX_GAP and all(word in _SMALL for word in _WORD.findall(text))
