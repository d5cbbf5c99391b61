"""Emails (written and spoken), addresses on the internet, user names, URLs with personal parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import islice

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.finders.masks import HANDLE, is_personal_handle
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon

__all__ = ["find_emails", "find_handles", "find_internet_addresses", "find_urls", "find_usernames"]

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-][\w.+%'’-]{0,63} ?@[ \n]?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_AT_WORDS = ("snabel", "krøl", "krol", "alfakr", " dot ", "punktum", "punkt ", "kringla", "[at]", "(at)", "(a)", "[a]")
_DOT = r"(?: ?(?:punktum|punkt|prikk|dot|prik|[\[(](?:dot|punktum|punkt|prikk)[\])]) ?|\.)"
_AT = (
    r"(?: (?:snabel[ -]?a|kr[øo]ll[ -]?alfa|alfakr[øo]ll|at|æt|at sign) "
    r"| ?[\[(](?:at|a|snabel-?a|kr[øo]llalfa|alfakr[øo]ll|kringla)[\])] ?)"
)
_SPOKEN_EMAIL = re.compile(
    rf"(?<!\w)[\w-]{{1,30}}(?:{_DOT}[\w-]{{1,30}}){{0,4}}{_AT}"
    rf"[\w-]{{1,30}}(?: [\w-]{{1,30}})?(?:{_DOT}(?:dk|no|se|com|net|org|nu|eu|ie|co|uk|cc|info|tv|me|io|de|fi"
    r"|example|eksempel|exempel)\b){1,2}"
)
_SPACED_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w+%-]{1,64}(?: ?\. ?[\w+%-]{1,64}){0,3} ?@ ?[\w-]{1,63}(?: ?\. [\w-]{2,63}){1,3}(?!\w)"
)
_PROFILE = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:www\.)?(?:facebook|fb|instagram|linkedin|twitter|x|tiktok|snapchat|github)\.com/"
    r"[\w.@/-]{2,80}"
)
# Whose page it is: "spilhulen.dk/u/xx_villads_07", with a scheme before it or without.
_MEMBER = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?:[a-z\dæøåäö-]{1,40}\.){1,3}[a-z]{2,6}/(?:[\w-]{1,20}/){0,2}"
    r"(?:u|users?|members?|medlem|medlemmer|medlemmar|profile?s?|profiler|bruger|bruker|brukar|användare|people"
    r"|spiller|spelare)/(?!(?:edit|rediger|settings|login|new|ny|me)(?!\w))[\w.@-]{2,60}"
)
_MEMBERS = (
    "/u/", "/user", "/member", "/medlem", "/profil", "/bruger", "/bruker", "/brukar", "/använd", "/people", "/spiller",
    "/spelare",
)  # fmt: skip
_URL = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"\ue000]{3,2000}")
_PERSONAL_URL = re.compile(r"[?@]|\d{6}")
_IP_SHAPE = re.compile(
    r"[\da-f](?<![\w.:].)(?:(?<=\d)\d{0,2}(?:\.\d{1,3}){3}|[\da-f]{0,3}(?::{1,2}[\da-f]{1,4}){3,7})(?![\w:]|\.\d)"
)
_VERSION = re.compile(r"(?<!\w)(?:version|ver\.?|v\.?|firmware|build|release) ?$")
_USERNAME = re.compile(
    r"(?<!\w)(?:gamertag|nickname|kaldenavn|kallenavn|brugernavnet|brugernavn|brukernavnet|brukernavn|brukarnamnet"
    r"|brukarnamn|användarnamnet|användarnamn|username|user name|user ?id|bruger-?id|bruker-?id|användar-?id|login)"
    r"(?: (?:er|is|är|her|here|här|så|då|da|would|must|be|mitt|min|mit|my|ditt|dit|din|hans|hendes"
    r"|hennes)){0,3}[ :=,]{1,3}"
    r"(?P<name>[\w-][\w.-]{1,40}[\w-])(?=[.,!?]?(?:[\n\ue000 ]|$))"
)
_ASKED = re.compile(
    r"(?<!\w)(?:user ?name|user-? ?id|account (?:id|name)|login|gamertag|nickname|brugernavn|brukernavn|brukarnamn"
    r"|användarnamn|bruger-?id|bruker-?id|användar-?id|kaldenavn|kallenavn)[^\ue000]{0,160}\ue000(?P<reply>[^\ue000]{1,120})"
)
# Letters, then a digit or an underscore: "aphoenix939", not "2 days", "ps5" or a mail address.
_MADE_UP = re.compile(r"(?<![\w.@+-])[^\W\d_](?:[.-]?[^\W\d_]){2,30}[\d_][\w.-]{0,30}(?<![.-])(?![\w@])")
_NAMES_JOINED = re.compile(r"(?<![\w.@+-])[^\W\d_]{2,20}(?:[._][^\W\d_]{2,20}){1,2}(?![\w@]|\.\w)")
_ASKED_WORD = re.compile(
    r"(?<!\w)(?:user ?name|user-? ?id|account (?:id|name)|login|gamertag|nickname|brugernavn|brukernavn|brukarnamn"
    r"|användarnamn|bruger-?id|bruker-?id|användar-?id|kaldenavn|kallenavn)"
)
# "fiskerdreng!", "It's elly-and-august. He lives …": one word at the end of a clause, or several that are joined.
_ONE_NAME = re.compile(
    r"\s{0,3}(?:(?:ja|jo|yes|yeah|det|den|it|that|er|e|är|is|it's|that's|hedder|heter|heiter|mit|mitt|my|brugernavnet"
    r"|brukernavnet|brukarnamnet|användarnamnet|username)[ ,:]{1,2}){0,5}[\"'“”«]?"
    r"(?P<name>(?=[^\W\d_-]{4}|[^\W\d_]{2,20}[._-])[^\W\d_]{2,30}(?P<joined>(?:[._-][^\W\d_]{1,20}){1,4})?)"
    r"[\"'“”»]?(?:[.!](?=[\s\ue000]|$)|\s{0,3}(?=\ue000|$)|(?<=[\w\"'“”»])(?(joined)(?=[\s,])|(?!)))"
)
_JOINT = re.compile(r"[._-]")
_SENTENCE_GOES_ON = re.compile(r" (?!and|og|och)[^\W\d_]")


def find_emails(reading: Reading) -> Iterator[Finding]:
    """``lene@example.dk`` and, as heard on the phone, ``lene punktum holm snabel a example punktum dk``."""
    if "@" in reading.text:
        for pattern in (_EMAIL, _SPACED_EMAIL):
            for match in pattern.finditer(reading.text):
                yield Finding(*match.span(), Kind.EMAIL, 1.0)
    if reading.mentions(*_AT_WORDS):
        for match in _SPOKEN_EMAIL.finditer(reading.low):
            yield Finding(*match.span(), Kind.EMAIL, 0.9)


def find_urls(reading: Reading) -> Iterator[Finding]:
    """A URL with a query, a user part or a long number in it, or on a social network, can lead to a person."""
    for match in _URL.finditer(reading.low) if reading.mentions("http", "www.") else ():
        if _PERSONAL_URL.search(match[0]):
            yield Finding(match.start(), match.start() + len(match[0].rstrip(".,;:!?)")), Kind.URL, 1.0)
    if "/" in reading.low and reading.mentions(*_MEMBERS):
        for match in _MEMBER.finditer(reading.low):
            yield Finding(match.start(), match.start() + len(match[0].rstrip(".-/")), Kind.URL, 1.0)
    if reading.mentions(".com/"):
        for match in _PROFILE.finditer(reading.low):
            yield Finding(match.start(), match.start() + len(match[0].rstrip(".-/")), Kind.URL, 1.0)


def find_internet_addresses(reading: Reading) -> Iterator[Finding]:
    """IPv4 and IPv6 addresses; four numbers after "version" are a version."""
    for match in _IP_SHAPE.finditer(reading.low):
        try:
            ip_address(match[0])
        except ValueError:
            continue
        if not _VERSION.search(reading.low, max(0, match.start() - 12), match.start()):
            yield Finding(*match.span(), Kind.IP, 0.9)


def find_usernames(reading: Reading) -> Iterator[Finding]:
    """What follows "username" and holds a digit, a dot or an underscore, or is no ordinary word and ends its clause.

    Also what looks like one, or is one unknown word or several joined, in the turn after one that asks for it.
    """
    names = lexicon(reading.language)
    named = reading.mentions(
        "user", "bruger", "bruk", "använd", "login", "gamertag", "nickname", "kaldenavn", "kallenavn"
    )
    for match in _USERNAME.finditer(reading.low) if named else ():
        name = match["name"]
        word = _is_word(name, names) or _SENTENCE_GOES_ON.match(reading.low, match.end())
        if not name.isalpha() or not word:
            yield Finding(*match.span("name"), Kind.USERNAME, 0.9)

    if not named and not reading.mentions("account "):
        return
    taken, alone = set(), set()
    for asked in _ASKED.finditer(reading.low):
        start, end = asked.span("reply")
        taken |= {match.span() for match in _MADE_UP.finditer(reading.low, start, end)}
        only = _ONE_NAME.match(reading.low, start)
        if only and not all(_is_word(part, names) for part in _JOINT.split(only["name"])):
            alone.add(only.span("name"))
    for _, replies in find_requests(reading, _ASKED_WORD):
        found = (_MADE_UP.search(reading.low, *reply) or _NAMES_JOINED.search(reading.low, *reply) for reply in replies)
        taken |= {match.span() for match in islice(filter(None, found), 1)}
    for span in sorted(taken | alone):
        yield Finding(*span, Kind.USERNAME, 0.7 if span in taken else 0.5)


def _is_word(word: str, names: Lexicon) -> bool:
    """An ordinary word, of the language or of English."""
    return word in names.words or word in names.foreign


def find_handles(reading: Reading) -> Iterator[Finding]:
    """``@rosie.whitfield``: a handle that holds a given name; others are companies' far more often."""
    for match in HANDLE.finditer(reading.low):
        if is_personal_handle(match, lexicon(reading.language)):
            yield Finding(*match.span(), Kind.USERNAME, 0.9)
