"""User names that what they look like, or what is called so, gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon
from convqa.redaction.wordlist import words

__all__ = ["find_user_shapes"]

# An underscore in it, a digit for a letter, or points: "sofia_98", "darkw0lf", "maja.og.pus".
_BY_SHAPE = re.compile(
    r"(?<![\w.@+#/\\\[<-])(?:(?=[a-z\d.-]{1,30}_)[a-z\d][a-z\d.-]{0,30}(?:_{1,2}[a-z\d.-]{1,30}){1,4}(?<![.-])"
    r"|[a-z]{3,20}[013457][a-z]{2,20}|[a-z]{2,15}(?:\.[a-z]{2,15}){2,3})(?![\w@(=/\\\]>-])(?!\.\w)",
    re.IGNORECASE,
)
_FILE_END = re.compile(
    r"\.(?:[a-z]{2}|com|org|net|pdf|png|jpe?g|docx?|xlsx?|zip|mp\d|csv|txt|html?|exe|example)$|^www\.", re.IGNORECASE
)
_ABOUT_USERS = (
    "bruger", "bruker", "brukar", "använd", "user", "konto", "account", " acc ", "profil", "player", "spille", "spelar",
    "logg", "login", "log in", "gamertag", "nick", "hack", "insta", "snap", "tiktok", "discord", "twitch", "steam",
)  # fmt: skip
_CALLED = re.compile(
    r"(?<!\w)(?:user ?name|bruger(?:en|navn|navnet)?|bruker(?:en|navn|navnet)?"
    r"|brukar(?:en|namn|namnet)?|användar(?:en|e|namn|namnet)|konto(?:en|t)?|profil(?:en)?|account"
    r"|player(?: name)?|spillernavn|spelarnamn|profile)"
    r"(?: (?:to|til|till|from|fra|från|hedder|heter|heiter|called|named|is called))[ :]{1,2}[\"'“”«]?"
    r"(?P<name>[^\W\d_][\w.-]{2,40}[\w])(?=[\"'“”».,!?]{0,2}(?:[\n\ue000 ]|$))"
)
# "er användare "ekbacken"", "bruker: emmasol": a word that no list knows, in quotes or behind a colon.
_MARKED = re.compile(
    r"(?<![^\W_])(?=user|bru[gk]|använd|player|spiller|spelar)"
    r"(?<!\wg )(?<!du )(?<!vi )(?<!de )(?<!man )(?<!han )(?<!hun )(?<!ho )"
    r"(?:user|bruger(?:en)?|bruker(?:en)?|brukar(?:en)?|användaren?|player|spiller(?:en)?|spelaren?)"
    r"(?:: ?[\"'“”«]?| [\"'“”«])(?P<name>[a-zæøåäö][\w.-]{3,30}[\w])(?![\w@])"
)
_ANYBODY = frozenset(
    words(
        "gjest gæst gäst guest admin administrator alle alla all everyone chrome firefox safari edge opera windows "
        "android iphone ipad ios mac macos premium standard basic business spotify sonos netflix excel outlook teams "
        "privat erhverv bedrift företag"
    )
)
_QUOTED_NAME = re.compile(r"[\"'“”«](?P<name>[^\W\d_]{1,30}(?:[._][^\W\d_]{1,20}){1,3}\d{0,4})[\"'“”»]")


def find_user_shapes(reading: Reading) -> Iterator[Finding]:
    """User names told by what they look like, or by what is called so, where accounts are spoken of."""
    if not reading.mentions(*_ABOUT_USERS):
        return
    names = lexicon(reading.language)
    for match in _BY_SHAPE.finditer(reading.text):
        constant = match[0].isupper() or _FILE_END.search(match[0])
        if not constant and ("_" in match[0] or match[0].lower() not in names.words | names.foreign):
            yield Finding(*match.span(), Kind.USERNAME, 0.5)
    for match in _MARKED.finditer(reading.low):
        word = match["name"]
        if word not in _ANYBODY and not (
            word in names.words or word in names.foreign or word in names.common or word in names.organisations
        ):
            yield Finding(*match.span("name"), Kind.USERNAME, 0.6)
    for pattern in (_CALLED, _QUOTED_NAME):
        for match in pattern.finditer(reading.low):
            if not match["name"].isalpha():
                yield Finding(*match.span("name"), Kind.USERNAME, 0.6)
