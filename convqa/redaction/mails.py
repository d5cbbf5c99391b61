"""Mail addresses and user names said in words: "lene punktum holm snabel a firma bindestreg a punktum dk"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from convqa.conversation import Language
from convqa.redaction.alphabet import letter, letter_of
from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import Lexicon, lexicon
from convqa.redaction.said import write_number
from convqa.redaction.view import Piece
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_said_mails", "find_said_user_names"]

_ENDS = frozenset(
    words(
        "dk no se com net org nu eu ie co uk us ca example de fi is info io me fr nl es pt pl ee lv fo gl ch edu biz "
        "cc tv nz au scot wales london online shop cloud email app dev eksempel exempel "
        "con cim vom comm kom"  # as they are misread and misheard
    )
)
_PROVIDERS = frozenset(words("gmail hotmail outlook yahoo icloud live online telia telenor mail protonmail me"))
_COPULAS = frozenset(
    words(
        "er är is æ e to til till på adressen adresse adress address mail mailen mejl mejlen email e-mail epost e-post "
        "den det it my min mi mitt mit og and och at it's det's ja jo yes altså lyder brugernavn brukernavn brukarnamn "
        "användarnamn username brugernavnet brukernavnet användarnamnet hedder heter heiter hos med with the a så so "
        "okay ok"
    )
)
_HINTS = ("snabel", "krøl", "alfa", "kringla", " dot", "punkt", "prik", "prick", " at ", "full stop", " æt ", "point")
_ON = re.compile(r"(?<![^\W_])på(?=,? [^\W\d_])")  # heard for "at" or an "æt"
_ABOUT_MAIL = re.compile(r"(?:mail|mejl|e-?post)(?:en|adress\w{0,3})?(?![^\W_])")
_KNOWN_PROVIDER = re.compile(r",? (?P<provider>gmail|hotmail|outlook|yahoo|icloud|protonmail)(?![^\W_.@-])")
_UNDER = ("under", "bundstre")
_JOINED = frozenset(words("and og och the a"))  # words of an address that is said to be one word
_ONE_WORD = re.compile(r"[ ,]{1,2}(?:(?:all|alt|allt) )?(?:(?:in|i|as) )?(?:one|et|ét|ett|eitt) (?:word|ord)[ ,]{0,2}$")
MAX_PARTS, MAX_BESIDE = 20, 4
_REACH = 160
_GAPS = frozenset(("", " ", ",", ", ", "\n", "... "))


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, a number or a sign, and what it writes."""

    start: int
    end: int
    text: str
    sign: bool = False
    number: bool = False

    @property
    def letter(self) -> bool:
        """A single letter, or the name of one."""
        return len(self.text) == 1 and not self.sign and not self.number


@cache
def _part(language: Language) -> re.Pattern[str]:
    """A sign or a word."""
    signs = any_of(sorted(grammar(language).signs))
    hinted = letter("hint", language, pilots=False)  # "p som i Peter"
    return re.compile(
        rf"(?P<sign>(?<![^\W_]){signs}(?![^\W_])|[.@_+-])|(?P<hinted>(?<![^\W_]){hinted})"
        r"|(?:(?:the (?:word|letter|number|figure|digit)|ordet|bogstavet|bokstaven|tallet|siffran|talet) )?"
        r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*|\d+)"
    )


@cache
def _called(language: Language, sign: str) -> re.Pattern[str]:
    """What a sign is called."""
    names = [name for name, written in grammar(language).signs.items() if written == sign]
    return re.compile(rf"(?<![^\W_]){any_of(sorted(names))}(?![^\W_])")


@cache
def _mail_end(language: Language) -> re.Pattern[str]:
    """What a mail address ends with: "punktum dk", ".dk", "dot c o m", "gmail com"."""
    dots = any_of(sorted(name for name, sign in grammar(language).signs.items() if sign == "."))
    ends = any_of(sorted({*_ENDS, *map(" ".join, _ENDS)}))
    return re.compile(rf"(?:(?<![^\W_]){dots},? |\.|{any_of(sorted(_PROVIDERS))} ){ends}(?![^\W_])")


def find_said_mails(reading: Reading) -> list[tuple[Piece, ...]]:
    """What is written for mail addresses, and for user names with an underscore in words; disjoint, in order."""
    found = list(_around(reading, "@", [])) if reading.mentions(*_HINTS) else []
    if reading.mentions(*_UNDER):
        found = sorted([*found, *_around(reading, "_", found)], key=lambda pieces: pieces[0].start)
    return found


def _around(reading: Reading, sign: str, taken: list[tuple[Piece, ...]]) -> Iterator[tuple[Piece, ...]]:
    """What is written around a sign in words, outside of what is taken."""
    done, end = 0, _mail_end(reading.language)
    starts = [pieces[0].start for pieces in taken]
    for match in _places(reading, sign):
        number = bisect_right(starts, match.start()) - 1
        if match.start() < done or (number >= 0 and match.start() < taken[number][-1].end):
            continue
        named = sign == "@" and _KNOWN_PROVIDER.match(reading.low, match.end())
        if sign == "@" and not named and not end.search(reading.low, match.end(), match.end() + _REACH):
            continue
        after = _after(reading, match.end(), mail=sign == "@")
        alone = [_Part(*named.span("provider"), f"{named['provider']}.com")] if named and not after else []
        before = _before(reading, max(done, match.start() - _REACH), match.start()) if after or alone else []
        if alone and before and _is_plain(before[-1], reading):
            continue  # "my account at hotmail"
        if match[0] == "på" and not (before and _is_whole(before, reading)):
            continue
        after = after or alone
        if before:
            done = after[-1].end
            yield tuple(
                Piece(part.start, part.end, part.text) for part in (*before, _Part(*match.span(), sign), *after)
            )


def _places(reading: Reading, sign: str) -> list[re.Match[str]]:
    """Where a sign stands in words; for "@" also a "på" that a word for mail or a question for it precedes."""
    places = list(_called(reading.language, sign).finditer(reading.low))
    if sign == "@" and reading.language is not Language.EN and reading.mentions("mail", "mejl", "post"):
        for match in _ON.finditer(reading.low):
            turn = bisect_right(reading.starts, match.start()) - 1
            if _ABOUT_MAIL.search(reading.low, reading.starts[max(0, turn - 1)], match.start()):
                places.append(match)
    return sorted(places, key=lambda match: match.start())


def _is_whole(before: list[_Part], reading: Reading) -> bool:
    """Whether a sign stands between the parts before an "at", or nothing else in the turn."""
    return any(part.text in "._-" for part in before) or before[0].start in reading.starts


def _is_plain(part: _Part, reading: Reading) -> bool:
    """An ordinary word."""
    names = lexicon(reading.language)
    return part.text in names.words or part.text in names.foreign or part.text in names.common


_USER_NAME = re.compile(
    r"(?<!\w)(?:user ?name|user-? ?id|login|gamertag|nickname|brugernavn|brukernavn|brukarnamn|användarnamn|bruger-?id"
    r"|bruker-?id|användar-?id|kaldenavn|kallenavn)\w{0,2}"
)
_USER_WORDS = ("user", "bruger", "bruk", "använd", "login", "gamertag", "nickname", "kaldenavn", "kallenavn")
_USER_REACH = 60


def find_said_user_names(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where user names in words stand ("yusuf understreg holm", "ingrid otte ni"), named or asked for."""
    if not reading.mentions(*_USER_WORDS):
        return
    for match in _USER_NAME.finditer(reading.low):
        yield from _user_name(reading, match.end(), min(match.end() + _USER_REACH, reading.turn_end(match.end())))
    for _, replies in find_requests(reading, _USER_NAME):
        yield from next(filter(None, ([*_user_name(reading, *reply)] for reply in replies)), ())


def _user_name(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The first user name in words in a text."""
    names, articles = lexicon(reading.language), grammar(reading.language).articles
    letter_words = grammar(reading.language).letter_words
    parts = _parts(reading, start, end)
    for index, part in enumerate(parts):
        if part.sign or part.number or reading.low[part.start : part.end] in _COPULAS:
            continue
        last, told = index, False
        spelled = part.letter and reading.low[part.start : part.end] not in letter_words
        for following in range(index + 1, min(len(parts), index + MAX_PARTS)):
            one, before = parts[following], parts[following - 1]
            gap = reading.low[before.end : one.start]
            if gap not in _GAPS or (one.sign and one.text not in "_.-") or _is_written(reading, one):
                break
            if not one.sign and not one.number and not before.sign and not (spelled and following == index + 1):
                break
            if not one.sign:
                last, told = following, told or before.text == "_"
        ordinary = not spelled and (part.text in names.words or part.text in names.foreign)
        article = last == index + 1 and reading.low[parts[last].start : parts[last].end] in articles
        if last > index and not article and (told or not ordinary):
            yield part.start, parts[last].end
            return


def _is_written(reading: Reading, part: _Part) -> bool:
    """Whether a sign or number stands as such and not in words."""
    return (part.sign or part.number) and not reading.low[part.start].isalpha()


def _parts(reading: Reading, start: int, end: int) -> list[_Part]:
    """The words and signs of a text, numbers in words written in digits."""
    rules = grammar(reading.language)
    parts: list[_Part] = []
    for match in _part(reading.language).finditer(reading.low, start, end):
        if parts and match.start() < parts[-1].end:
            continue  # the "tyve" of "fem og tyve"
        word = match["sign"] or match["hinted"] or match["word"]
        if match["sign"]:
            parts.append(_Part(*match.span(), rules.signs.get(word, word), sign=True))
        elif match["hinted"]:
            parts.append(_Part(*match.span(), letter_of(word, reading.language).lower()))
        elif word in rules.numbers or word in rules.hundred or word in rules.twice:
            parts.append(_Part(match.start(), *write_number(reading, match.start("word"), end), number=True))
        else:
            parts.append(_Part(*match.span(), rules.letters.get(word, word).lower(), number=word.isdigit()))
    return parts


def _before(reading: Reading, start: int, end: int) -> list[_Part]:
    """What stands before an "at" and belongs to it; ordinary words too where they are said to be one word."""
    names = lexicon(reading.language)
    said = _ONE_WORD.search(reading.low, start, end)
    end = said.start() if said else end
    chosen: list[_Part] = []
    for part in reversed(_parts(reading, start, end)):
        right = chosen[-1] if chosen else None
        gap = reading.low[part.end : right.start if right else end]
        if gap not in _GAPS or len(chosen) == MAX_PARTS:
            break
        if part.sign and (right is None or right.sign or part.text == "@" or (gap and part.end - part.start == 1)):
            break
        if gap and right and right.sign and right.end - right.start == 1:
            break
        beside = right and not part.sign and not right.sign and gap
        joined = said and (part.text not in _COPULAS or part.text in _JOINED)
        if right and beside and not joined and not _belongs(part, right, reading, names):
            break
        chosen.append(part)
    while chosen and chosen[-1].sign:
        chosen.pop()
    return chosen[::-1]


def _belongs(left: _Part, right: _Part, reading: Reading, names: Lexicon) -> bool:
    """Whether two words without a sign between them are of one address."""
    word = reading.low[left.start : left.end]
    if left.number:
        return right.number or right.letter
    if left.letter:
        return right.letter or word not in grammar(reading.language).letter_words
    if right.number or right.letter:
        return word not in _COPULAS
    return word not in names.words and word not in names.foreign and word not in _COPULAS


def _after(reading: Reading, start: int, *, mail: bool) -> list[_Part]:
    """What stands after an "at" and belongs to it, up to "punktum dk"; empty where that never comes."""
    chosen: list[_Part] = []
    complete = 0
    beside = 0
    for part in _parts(reading, start, min(start + _REACH, reading.turn_end(start))):
        left = chosen[-1] if chosen else None
        gap = reading.low[left.end if left else start : part.start]
        if gap not in _GAPS or len(chosen) == MAX_PARTS or (complete and len(chosen) == complete and not part.sign):
            break
        if part.sign and (left is None or left.sign or part.text in "@+" or (gap and part.end - part.start == 1)):
            break
        if gap and left and left.sign and left.end - left.start == 1:
            break  # "at firma. De"
        if left and not left.sign and not part.sign:
            beside += 1
            if beside > MAX_BESIDE or not (mail or part.number or part.letter):
                break
            if part.text in _ENDS and left.text in _PROVIDERS:  # "gmail com"
                return [*chosen, _Part(part.start, part.end, f".{part.text}")]
        chosen.append(part)
        if not mail:
            complete = len(chosen) if not part.sign else complete
        elif _is_end(chosen):
            complete = len(chosen)
        elif complete and not part.sign:
            break
    return chosen[:complete]


def _is_end(parts: list[_Part]) -> bool:
    """Whether an address may end with its last part: "punktum dk", "punktum d k"."""
    for count in (1, 2):
        ending = "".join(part.text for part in parts[-count:])
        if len(parts) > count + 1 and parts[-count - 1].text == "." and not parts[-1].sign and ending in _ENDS:
            return True
    return False
