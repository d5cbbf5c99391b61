"""Companies that stand where names of people do, told by their shape and by where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from convqa.redaction.finders.cues import TITLES
from convqa.redaction.finders.tokens import Tokens
from convqa.redaction.findings import Reading
from convqa.redaction.lexicon import Lexicon
from convqa.redaction.shapes import is_company_shaped
from convqa.redaction.wordlist import any_of, words

__all__ = ["Companies", "find_companies", "has_desk", "has_support", "is_company_word"]

FULL_NAME = 2
MAX_SIGNED = 80
MAX_BEFORE = 3  # words of a company's name before the one that says what it does
_NOUNS = frozenset(
    words(
        "bank banken insurance energy power electric electricals water gas mobile broadband telecom wireless "
        "hosting media pensions opticians optician dental dentists clinic pharmacy surgery vets homes housing "
        "lettings estates agents cottages kitchens bathrooms flooring windows interiors furniture toys books cycles "
        "bikes watches optik optikk optikeren shoes fashion gyms gym fitness trains rail railway buses coaches "
        "ferries airways airlines travel holidays hotels parcels couriers logistics freight storage motors cars "
        "garage hire rentals loans finance mutual credit accountants solicitors limited ltd plc inc llc group "
        "marketplace stores outlet forsikring försäkring forsikringer kraft kraftlag energi strøm ström fjernvarme "
        "fjärrvarme varme värme vand vann vatten vatn forsyning renovation renovasjon bredbånd bredband fiber tele "
        "mobil webb hosting legetøj leker leksaker boghandel bokhandel cykler sykler cyklar møbler möbler "
        "kontormøbler biludlejning bilutleie biluthyrning trafik trafikk trafikskola køreskole kjøreskole "
        "trafikkskole boligforening boligselskab borettslag bostäder bolig fastigheter eiendom ejendomme apotek "
        "apoteket tandklinik tannklinikk tandvård dyrehospital dyreklinikk djursjukhus rejser reiser resor færger "
        "ferger färjor tog tåg fly flyg pakke post bud logistik logistikk rederi rederiet redovisning regnskab "
        "regnskap revision finans pension pensjon kommune kommun jobcenter bio kino teater hotel hotell camping "
        "bryggeri bageri bakeri bageriet vvs byg bygg blikk køkken kjøkken kök hus garden gardens centre nursery "
        "nurseries toy heat pets box table council library university college school museum theatre gallery gazette "
        "bakery brewery restaurant lodge cottage joinery plumbing roofing heating cleaning catering rental laundry "
        "salon veterinary charity foundation association bibliotek biblioteket universitet universitetet højskole "
        "høyskole högskola skole skola børnehave barnehage förskola museet kirke kyrka sygehus sykehus sjukhus klub "
        "klubb salong snedkeri snekkeri snickeri tømrer elektro rengøring renhold städ parkering ferge ferje färja "
        "boliger keramik keramikk gulve gulv golv kyl trykkeri tryckeri renseri vaskeri forlag förlag"
    )
)
_JOINTS = (" ", " & ")
_AND = frozenset(("and", "og", "och"))
_WORD = r"[^\W\d_a-zà-öø-ÿ][^\W_]{0,30}(?:['’&-][^\W_]{1,30}){0,3}(?!\w)"
_RUN = rf"{_WORD}(?:(?: & | and | og | och | ){_WORD}){{0,3}}"
_GREETING = (
    "good morning|good afternoon|good evening|morning|afternoon|evening|hello|hello hello|hi|hi there|hiya|hej|hei|"
    "heisann|hallo|halloj|halløj|hallå|goddag|god dag|god morgen|god morgon|god kveld|god aften|god kväll|godmorgen|"
    "thanks|thank you|tak|takk|tack|welcome to|velkommen til|välkommen till|dear|kære|kjære|kära|käre|hejsa|hey"
)
_GREETED = rf"(?i:{any_of(_GREETING.split('|'))})[,!.]? "
_HESITATION = r"(?:[ ,.…]{1,3}(?i:um|er|uh|erm|eh|øh|öh|yes|ja|you're|it's)(?![^\W_])){0,4}"
_PRESENTS = (
    r"(?i:this is|it's|it is|you're|you are|you've reached|how can|how may|det er|dette er|det är|her er|"
    r"du (?:taler|snakker|snakkar|pratar|talar|chatter|chattar|skriver|er kommet))"
)
_SPEAKS = rf"{_WORD}(?: {_WORD})?,? (?:speaking|here|her|här|heter|hedder)"
_ANSWERS = re.compile(
    rf"(?P<yes>(?i:ja|jo|yes), )?(?:{_GREETED})?(?P<firm>(?!I['’]m){_RUN})(?:,? [a-zæøåäö]{{3,12}}){{0,2}}"
    rf"[,.!]{_HESITATION}[ ,.…]{{1,3}}(?:{_PRESENTS}|{_SPEAKS})(?![^\W_])"
)
_ADDRESSED = re.compile(rf"(?<![^\n.!?:]){_GREETED}(?P<firm>{_RUN})")
_COMES_FROM = re.compile(rf"(?<![^\W_])(?P<name>{_WORD}),? (?:fra|från|frå|from|hos|på|i|at) (?P<firm>{_WORD})")
_DESKS = "kundeservice|kundeservise|kundesenter|kundecenter|kundetjeneste|kundtjänst|kundservice|kundsupport"
_SUPPORT_AFTER = re.compile(
    r" (?:(?:customer |tech(?:nical)? )?(?:support|services?|team|helpdesk|app|website|airlines?|airways)"
    rf"|{_DESKS})(?!\w)"
)
_DESK_AFTER = re.compile(rf"s?[ -](?:{_DESKS}|customer (?:service|care|support)|support)(?![^\W_])")
# "Mvh Kåre, Trovebarn" at the end of a turn: who signs, and for whom.
_SIGNED_FOR = re.compile(
    rf"(?i:hilsen|hilsner|helsing|hälsning|hälsningar|mvh|vh|regards|wishes),? ?\n{{0,2}}"
    rf"(?P<name>{_WORD})(?: (?P<family>{_WORD}))?,[ \n](?P<firm>{_WORD}(?: {_WORD})?)[.!]?\n?$"
)
_ASSISTANTS = ("iphone", "ipad", "apple", "carplay", "airpods", "homepod", "hey siri", "alexa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Companies:
    """Companies in a reading.

    Attributes:
        places: the tokens that are part of one.
        listed: those of companies of two words on the list.
        keys: their words that no list knows as names: the company wherever they stand.
    """

    places: frozenset[int]
    listed: frozenset[int]
    keys: frozenset[str]


def find_companies(reading: Reading, tokens: Tokens) -> Companies:
    """Companies by the list, by a word for a trade ("Larksfield Insurance"), and by where they stand.

    Where they stand: before whoever answers presents himself ("Hello, Trovebarn, Ann speaking"), in the greeting of
    the first turn, which goes to nobody yet, and after "from" ("Yrsa fra PakNu").
    """
    listed = frozenset(_listed(tokens))
    places = set(listed)
    places |= {place for noun in _noun_places(tokens) for place in _run_before(tokens, noun)}
    if reading.mentions("siri") and reading.mentions(*_ASSISTANTS):
        places |= {index for index, whole in enumerate(tokens.wholes) if whole == "siri"}
    for start, end in _standing(reading, tokens.names):
        run = _run(tokens, start, end)
        if tokens.wholes[run[0]] not in TITLES and not _is_person(tokens, run):
            places.update(run)
    for match in _COMES_FROM.finditer(reading.text):
        name, firm = (bisect_left(tokens.starts, match.start(group)) for group in ("name", "firm"))
        if tokens.key(name) in tokens.names.given and not tokens.is_listed(tokens.key(firm)):
            places.add(firm)
    keys = {tokens.wholes[place] for place in places if tokens.is_capital(place)}
    unlisted = frozenset(key for key in keys - TITLES if not tokens.is_listed(key) and len(key) > 1)
    return Companies(places=frozenset(places), listed=listed, keys=unlisted)


def is_company_word(tokens: Tokens, index: int) -> bool:
    """Whether an unlisted word is a company's, a thing or a deed by its shape ("LedgerLoom", "Pakkehjulet")."""
    return is_company_shaped(tokens.text[tokens.starts[index] : tokens.end(index)], tokens.key(index))


def has_support(tokens: Tokens, index: int) -> bool:
    """Whether what follows makes a word a company's ("Northwind support")."""
    return _SUPPORT_AFTER.match(tokens.low, tokens.end(index)) is not None


def has_desk(low: str, end: int) -> bool:
    """Whether a desk that answers follows ("Fjordnett kundeservice")."""
    return _DESK_AFTER.match(low, end) is not None


def _run(tokens: Tokens, start: int, end: int) -> range:
    """The tokens from one offset to another."""
    return range(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end))


def _listed(tokens: Tokens) -> Iterator[int]:
    """Both words of companies of two words ("Harald Nyborg", "Bjørn Borg-undertøy", "Ben & Jerry's")."""
    if tokens.names.company_starts.isdisjoint(tokens.distinct):
        return
    for index, first in enumerate(tokens.wholes[:-1]):
        if (
            first in tokens.names.company_starts
            and f"{first} {tokens.key(index + 1).partition('-')[0]}" in tokens.names.organisations
            and tokens.gap(index) in _JOINTS
        ):
            yield from (index, index + 1)


def _noun_places(tokens: Tokens) -> Iterator[int]:
    if not _NOUNS.isdisjoint(tokens.distinct):
        yield from (place for place, whole in enumerate(tokens.wholes) if whole in _NOUNS and tokens.is_capital(place))


def _run_before(tokens: Tokens, noun: int) -> Iterator[int]:
    """The capitalised words that go on to a word for a trade without a break, and that word."""
    first = noun
    while first > 0 and noun - first < MAX_BEFORE and tokens.gap(first - 1) in _JOINTS:
        joined = tokens.wholes[first - 1] in _AND and first > 1 and tokens.gap(first - 2) == " "
        step = 2 if joined else 1
        if not tokens.is_capital(first - step):
            break
        first -= step
    person = (
        first == noun - 1 and tokens.wholes[first] in tokens.names.given and tokens.wholes[noun] in tokens.names.family
    )
    if first < noun and not person:  # "Rebecca Hall"
        yield from range(first, noun + 1)


def _standing(reading: Reading, names: Lexicon) -> Iterator[tuple[int, int]]:
    """Where words stand that are a company because of their place in a turn; later in a talk one word is a person."""
    for start in reading.starts:
        end = reading.turn_end(start)
        match = _ANSWERS.match(reading.text, start, end)
        if match and (start == 0 or (" " in match["firm"] and not match["yes"])):
            yield match.span("firm")
        signed = _SIGNED_FOR.search(reading.text, max(start, end - MAX_SIGNED), end)
        if signed and signed["name"].lower() in names.given and signed["family"] not in signed["firm"].split():
            yield signed.span("firm")
    for match in _ADDRESSED.finditer(reading.text, 0, reading.turn_end(0)):
        yield match.span("firm")


def _is_person(tokens: Tokens, run: range) -> bool:
    """Whether what is greeted is a person: whoever has a listed given name, or a family name at the end."""
    names, keys = tokens.names, [tokens.key(index) for index in run]
    if (
        keys[0] in names.given
        or tokens.is_rare(run[0])
        or any(tokens.key(index) in names.given and not tokens.is_plain(index) for index in run)
    ):
        return True
    return keys[-1] in names.family and len(keys) <= FULL_NAME and not (len(keys) > 1 and tokens.is_plain(run[-1]))
