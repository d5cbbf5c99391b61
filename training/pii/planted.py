"""Made-up personal numbers planted in sentences: what of them survives redaction.

    python training/pii/planted.py [--count 2000] [--seed 1] [--half a|b|c] [--leaks]

Every number is made here, in the shapes of five languages, with right and with wrong check digits, and planted in the
sentences of `planted.toml`, which come in three parts: rules may be tuned on part ``a``, parts ``b`` and ``c`` are for
figures only (`--leaks` does not show them), and ``c`` was written after the rules. A number counts as found when every
letter and digit of it is covered. Near misses are what must stay.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stdnum import iban, luhn

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read
from convqa.redaction.leak import wilson

__all__ = ["NAMED_ONLY", "Planted", "is_covered", "is_touched", "near_misses", "planted"]

STYLES = ("written", "lower", "digits", "pairs")
NAMED_ONLY = frozenset({"passport", "plate", "birth", "username", "order", "customer", "booking"})
"""Kinds that nothing but their name tells from other numbers; planted only where they are named or asked for."""
SAID_IN_WORDS = {
    Language.DA: (
        "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
    ),
    Language.NB: (
        "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tjue tretti førti femti seksti sytti åtti nitti",
    ),
    Language.NN: (
        "null ein to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tjue tretti førti femti seksti sytti åtti nitti",
    ),
    Language.SV: (
        "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
        "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    ),
    Language.EN: (
        "oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    ),
}
_NORWEGIAN_SIGNS = {
    "@": ("krøllalfa", "alfakrøll", "at"),
    ".": ("punktum", "prikk"),
    "-": ("bindestrek",),
    "_": ("understrek",),
}
SIGNS = {
    Language.DA: {
        "@": ("snabel a", "krøllalfa", "at"),
        ".": ("punktum", "prik"),
        "-": ("bindestreg",),
        "_": ("understreg",),
    },
    Language.NB: _NORWEGIAN_SIGNS,
    Language.NN: _NORWEGIAN_SIGNS,
    Language.SV: {"@": ("snabel a", "at"), ".": ("punkt",), "-": ("bindestreck", "streck"), "_": ("understreck",)},
    Language.EN: {"@": ("at",), ".": ("dot",), "-": ("dash", "hyphen"), "_": ("underscore",)},
}
MONTHS = {
    Language.DA: "januar februar marts april maj juni juli august september oktober november december",
    Language.NB: "januar februar mars april mai juni juli august september oktober november desember",
    Language.NN: "januar februar mars april mai juni juli august september oktober november desember",
    Language.SV: "januari februari mars april maj juni juli augusti september oktober november december",
    Language.EN: "January February March April May June July August September October November December",
}
GIVEN = "lene jonas solveig karim ingrid tuan agnes peder fatima sven nora oluf hedda yusuf maja torkil elsie rhys"
FAMILY = "holm nordby lindqvist haddad vestergaard nguyen aasen berglund thorpe whitlock dale skov rask ekdahl"
DOMAINS = {
    Language.DA: ("post.dk", "gmail.com", "hav-og-sol.dk", "minmail.dk"),
    Language.NB: ("online.no", "gmail.com", "fjell-by.no", "epost.no"),
    Language.NN: ("online.no", "gmail.com", "fjord-bygd.no", "epost.no"),
    Language.SV: ("post.se", "gmail.com", "sol-och-hav.se", "mejl.se"),
    Language.EN: ("gmail.com", "mail.co.uk", "sea-and-sun.com", "outlook.com"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Turns with a value planted in one of them at `[start:end]`.

    Attributes:
        kind: what the value is ("national ok").
        style: as written, in lower case without punctuation, or in words by digits or pairs.
        context: "said", "asked", "asked later" or "bare".
        half: of the sentences.
    """

    kind: str
    language: Language
    style: str
    context: str
    half: str
    turns: tuple[str, ...]
    turn: int
    start: int
    end: int


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


class _Maker:
    """Makes values of every kind from one source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def digits(self, count: int, first: str = "0123456789") -> str:
        return self.rng.choice(first) + "".join(self.rng.choice("0123456789") for _ in range(count - 1))

    def fill(self, *shapes: str) -> str:
        """One of the shapes with a digit for every ``#`` and a digit from 2 on for every ``%``."""
        return re.sub(
            "[#%]", lambda m: self.digits(1, "23456789" if m[0] == "%" else "0123456789"), self.rng.choice(shapes)
        )

    def letters(self, count: int, of: str = "ABCDEHJKLMNPRSTXY") -> str:
        return "".join(self.rng.choice(of) for _ in range(count))

    def _birth(self, added: int = 0) -> tuple[str, str, str]:
        return f"{self.rng.randint(1, 28) + added:02}", f"{self.rng.randint(1, 12):02}", f"{self.rng.randint(30, 99)}"

    def _wrong(self, digit: str) -> str:
        return str((int(digit) + self.rng.randint(1, 9)) % 10)

    def national(self, language: Language, right: bool) -> str:
        rng = self.rng
        if language is Language.EN:
            return (
                self.fill(*(f"{a} ## ## ## C" for a in ("AB", "JK")), "PW######A")
                if right
                else self.fill("4##-##-####")
            )
        if language is Language.SV:
            day, month, year = self._birth(rng.choice((0, 0, 60)))
            serial = self.digits(3)
            check = luhn.calc_check_digit(year + month + day + serial)
            century = rng.choice(("", "19"))
            gap = rng.choice(("-", " ", "") if century else ("-", " ", "", "+"))
            return f"{century}{year}{month}{day}{gap}{serial}{check if right else self._wrong(check)}"
        weights = (4, 3, 2, 7, 6, 5, 4, 3, 2)
        while True:
            day, month, year = self._birth(0 if language is Language.DA else rng.choice((0, 0, 40)))
            head = day + month + year + self.digits(3)
            if language is Language.DA:
                check = (11 - sum(int(a) * b for a, b in zip(head, weights, strict=True)) % 11) % 11
                if check < 10:
                    last = str(check) if right else self._wrong(str(check))
                    return head[:6] + rng.choice(("-", " ", "")) + head[6:] + last
                continue
            first = (11 - sum(int(a) * b for a, b in zip(head, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11) % 11
            weights_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
            second = (11 - sum(int(a) * b for a, b in zip(f"{head}{first}"[:10], weights_2, strict=True)) % 11) % 11
            if first < 10 and second < 10:
                last = str(second) if right else self._wrong(str(second))
                return f"{head[:6]}{rng.choice((' ', '', '-'))}{head[6:]}{first}{last}"

    def card(self, _: Language, right: bool) -> str:
        head = self.rng.choice("45") + self.digits(14)
        check = luhn.calc_check_digit(head)
        number = head + (check if right else self._wrong(check))
        groups = [number[at : at + 4] for at in range(0, 16, 4)]
        return (
            self.rng.choice((" ".join(groups), "-".join(groups), number))
            if right
            else self.rng.choice((" ".join(groups), "-".join(groups)))
        )

    def account(self, language: Language) -> str:
        if language is Language.DA:
            return self.fill(
                "%### ##########", "%###-##########", "%###/##########", "%### konto ######%###", "%### #######"
            )
        if language is Language.SV:
            return self.fill(
                "%###-# ### ### ###", "%### ### ### #", "%###, #######", "%###-#, ### ### ###", "%### #######"
            )
        if language is Language.EN:
            return self.fill("##-##-## ########", "## ## ##, ########", "###### ########", "##-##-## #### ####")
        return self.fill("%###.##.#####", "%### ## #####") if self.rng.random() < 0.7 else self._norwegian_account()

    def _norwegian_account(self) -> str:
        while True:
            head = self.digits(10, "23456789")
            check = (11 - sum(int(a) * b for a, b in zip(head, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11) % 11
            if check < 10:
                return f"{head}{check}"

    def iban(self, language: Language) -> str:
        country, body = {
            Language.DA: ("DK", self.digits(14)),
            Language.NB: ("NO", self.digits(11)),
            Language.NN: ("NO", self.digits(11)),
            Language.SV: ("SE", self.digits(20)),
            Language.EN: ("GB", self.rng.choice(("MIDL", "WEST")) + self.digits(14)),
        }[language]
        number = country + str(iban.calc_check_digits(f"{country}00{body}")) + body
        if self.rng.random() < 0.3:
            number = number[:-1] + self._wrong(number[-1])
        return self.rng.choice((number, " ".join(number[at : at + 4] for at in range(0, len(number), 4))))

    def phone(self, language: Language) -> str:
        if language is Language.SV:
            return self.fill(
                "07#-### ## ##", "07# ### ## ##", "07########", "+46 7# ### ## ##", "08-### ## ##", "0### ## ## ##"
            )
        if language is Language.EN:
            return self.fill(
                "07### ######", "07#########", "+44 7### ######", "(%##) ###-####", "020 #### ####", "01### ######"
            )
        if language is Language.DA:
            return self.fill(
                "%# ## ## ##", "%#######", "%### ####", "+45 %# ## ## ##", "%#-##-##-##", "%## ## ###", "+45%#######"
            )
        return self.fill("9# ## ## ##", "4#######", "9## ## ###", "+47 4## ## ###", "+479#######", "%# ## ## ##")

    def email(self, language: Language) -> str:
        given, family = self.rng.choice(GIVEN.split()), self.rng.choice(FAMILY.split())
        local = self.rng.choice(
            (
                f"{given}.{family}",
                f"{given}_{family}",
                f"{given}-{family}",
                f"{given}{self.digits(2, '123456789')}",
                f"{given}.{family}{self.digits(2, '123456789')}",
                f"{given[0]}.{family}",
                given,
            )
        )
        return f"{local}@{self.rng.choice(DOMAINS[language])}"

    def ip(self, _: Language) -> str:
        return ".".join(str(self.rng.randint(11, 250)) for _ in range(4))

    def passport(self, language: Language) -> str:
        if language is Language.DA:
            return self.fill("20#######", f"{self.letters(2)}#######")
        if language is Language.EN:
            return self.fill("5########", f"{self.letters(1)}########")
        return (
            self.fill("########", f"{self.letters(2)}#######")
            if language is Language.SV
            else self.fill("2#######", f"{self.letters(3)}######")
        )

    def plate(self, language: Language) -> str:
        if language is Language.DA:
            return self.fill(*(self.letters(2) + shape for shape in (" ## ###", "#####", " #####")))
        if language is Language.SV:
            return self.fill(*(self.letters(3) + shape for shape in (" ###", "###", " ##" + self.letters(1))))
        if language is Language.EN:
            return self.fill(*(self.letters(2) + "##" + gap + self.letters(3) for gap in (" ", "")))
        return self.fill(*(self.letters(2) + shape for shape in (" %####", "%####")))

    def birth(self, language: Language) -> str:
        day, month, year = self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(1940, 2003)
        name = MONTHS[language].split()[month - 1]
        if language is Language.EN:
            return self.rng.choice((f"{day} {name} {year}", f"{name} {day}, {year}", f"{day:02}/{month:02}/{year}"))
        if language is Language.SV:
            return self.rng.choice(
                (f"{year}-{month:02}-{day:02}", f"{day} {name} {year}", f"{year % 100:02}{month:02}{day:02}")
            )
        return self.rng.choice(
            (f"{day}. {name} {year}", f"{day:02}.{month:02}.{year}", f"{day:02}.{month:02}.{year % 100:02}")
        )

    def username(self, _: Language) -> str:
        given, family = self.rng.choice(GIVEN.split()), self.rng.choice(FAMILY.split())
        return self.rng.choice(
            (
                f"{given}_{family}",
                f"{given}{self.digits(2, '123456789')}",
                f"{given}_{self.digits(2, '123456789')}",
                f"{given}.{family}",
            )
        )

    def order(self, _: Language) -> str:
        return self.fill(
            "%#####",
            "%####",
            f"{self.letters(1)}-####",
            f"{self.letters(2)}######",
            "%##-####",
            f"{self.letters(2)}-#####",
        )

    def customer(self, _: Language) -> str:
        return self.fill("%#####", "%###", "K-#####", "%## ###", "%########", f"{self.letters(1)}%####")

    def booking(self, _: Language) -> str:
        return self.fill(
            f"{self.letters(2)}%{self.letters(2)}#",
            "%######",
            f"{self.letters(3)}###",
            "R-####",
            f"{self.letters(1)}#{self.letters(1)}###",
        )


_MAKERS: dict[str, Callable[[_Maker, Language], str]] = {
    "national ok": lambda make, language: make.national(language, True),
    "national bad": lambda make, language: make.national(language, False),
    "card ok": lambda make, language: make.card(language, True),
    "card bad": lambda make, language: make.card(language, False),
    **{
        kind: (lambda make, language, kind=kind: getattr(make, kind)(language))  # type: ignore[misc]
        for kind in (
            "account", "iban", "phone", "email", "ip", "passport", "plate", "birth", "username", "order", "customer",
            "booking",
        )
    },
}  # fmt: skip


def two_digits(language: Language, number: int) -> str:
    """A number below a hundred in words."""
    low, tens = (row.split() for row in SAID_IN_WORDS[language])
    if number < 20:
        return low[number]
    ten, one = tens[number // 10 - 2], number % 10
    if not one:
        return ten
    if language is Language.DA:
        return f"{low[one]}og{ten}"
    return f"{ten} {low[one]}" if language is Language.EN else f"{ten}{low[one]}"


def in_words(rng: random.Random, language: Language, value: str, *, pairs: bool) -> str:
    """A value as speech recognition writes what was said, digit by digit or in pairs."""
    low = SAID_IN_WORDS[language][0].split()
    said: list[str] = []
    mail = "@" in value or re.fullmatch(r"[a-z]+\.[a-z]+", value) is not None
    for part in re.findall(r"\d+|[^\W\d_]+|[^\w\s]|_", value):
        if part.isdigit():
            head = len(part) % 2 if pairs else len(part)
            said += [low[int(digit)] for digit in part[:head]]
            said += [
                low[0] + " " + low[int(part[at + 1])]
                if part[at] == "0"
                else _pair(rng, language, int(part[at : at + 2]))
                for at in range(head, len(part), 2)
            ]
        elif part in SIGNS[language] and (mail or part in "_" or value.count(".") == 3):
            said.append(rng.choice(SIGNS[language][part]))
        elif part.isupper() and len(part) < 5:
            said.append(" ".join(part.lower()))
        elif part[0].isalpha():
            said.append(part.lower())
    return " ".join(said)


def _pair(rng: random.Random, language: Language, number: int) -> str:
    """Two digits in words; Norwegians say "treogfemti" as well."""
    old = language in (Language.NB, Language.NN) and number > 20 and number % 10 and rng.random() < 0.3
    if old:
        low, tens = (row.split() for row in SAID_IN_WORDS[language])
        return f"{low[number % 10]}og{tens[number // 10 - 2]}"
    return two_digits(language, number)


def planted(count: int, *, seed: int, half: str) -> Iterator[Planted]:
    """`count` values, kinds, languages and styles in turn, contexts by chance."""
    rng = random.Random(f"{seed} {half}")  # noqa: S311 - made-up text, reproducible
    make = _Maker(rng)
    cells = [(kind, language, style) for kind in _MAKERS for language in Language for style in STYLES]
    rng.shuffle(cells)
    for number in range(count):
        kind, language, style = cells[number % len(cells)]
        yield _plant(rng, kind, language, style, half, _MAKERS[kind](make, language))


def _plant(rng: random.Random, kind: str, language: Language, style: str, half: str, value: str) -> Planted:
    """A value in sentences."""
    table = _table()[language][half]
    name, _, _ = kind.partition(" ")
    called = _table()[language]["called"][name]
    called = rng.choice(called) if half == "c" else called[half == "b"]
    context = rng.choice(("said", "asked", "asked later") + (() if name in NAMED_ONLY else ("bare",)))
    sentence = rng.choice(table["said" if context == "said" else "bare" if context == "bare" else "reply"])
    before = [] if context in ("said", "bare") else [rng.choice(table["asked"])]
    if context == "asked later":
        before += [rng.choice(table["filler"]), rng.choice(table["wait"])]
    spoken = style in ("digits", "pairs")
    if spoken:
        value = in_words(rng, language, value, pairs=style == "pairs")
    elif style == "lower":
        value = value.lower()
    turns = [_styled(turn.replace("{c}", called), style) for turn in before]
    head, tail = (_styled(part.replace("{c}", called), style) for part in sentence.split("{x}"))
    turns.append(head + value + tail)
    turns.append(_styled(rng.choice(table["wait"]), style))
    return Planted(
        kind=kind,
        language=language,
        style=style,
        context=context,
        half=half,
        turns=tuple(turns),
        turn=len(turns) - 2,
        start=len(head),
        end=len(head) + len(value),
    )


def _styled(text: str, style: str) -> str:
    """A sentence in a style."""
    if style == "written":
        return text
    text = text.lower()
    return text if style == "lower" else re.sub(r"[^\w\s'-]", "", text)


def is_covered(one: Planted) -> bool:
    """Whether redaction covers every letter and digit of the value."""
    return _missed(one) == 0


def _missed(one: Planted) -> int:
    """How many letters and digits of the value stay."""
    reading = read(one.turns, one.language)
    base = reading.starts[one.turn]
    covered = {place for finding in find(reading) for place in range(finding.start, finding.end)}
    text = reading.text
    return sum(text[at].isalnum() and at not in covered for at in range(base + one.start, base + one.end))


def near_misses(count: int, *, seed: int) -> Iterator[tuple[Language, str]]:
    """Turns with prices, dates, times, sizes, quantities and products, which are nobody's."""
    rng = random.Random(f"near {seed}")  # noqa: S311 - made-up text, reproducible
    languages = list(Language)
    for number in range(count):
        language = languages[number % len(languages)]
        text = rng.choice(_table()[language]["stays"])
        text = re.sub(r"\{n\}", lambda _: str(rng.randint(10, 59)), text)
        text = re.sub(r"\{m\}", lambda _: str(rng.randint(100, 999)), text)
        text = re.sub(r"\{k\}", lambda _: str(rng.randint(1000, 9999)), text)
        text = re.sub(r"\{N\}", lambda _, lang=language: two_digits(lang, rng.randint(2, 99)), text)
        yield language, text


def is_touched(language: Language, text: str) -> bool:
    """Whether redaction replaces anything in a turn but names."""
    return any(finding.kind is not Kind.PERSON for finding in find(read([text], language)))


def main() -> None:
    """Print recall by kind, language and context, with Wilson intervals, and what of the near misses was touched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=("a", "b", "c"), default="b")
    parser.add_argument("--leaks", action="store_true", help="show what survives, of half a")
    options = parser.parse_args()
    cells: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for one in planted(options.count, seed=options.seed, half=options.half):
        found = is_covered(one)
        way = "spoken" if one.style in ("digits", "pairs") else "written"
        for row in (one.kind, one.language, one.context, "all"):
            cells[row, way][found] += 1
        if not found and options.leaks and options.half == "a":
            print("LEAK", one.kind, one.language, one.style, one.context, _missed(one), one.turns)
    print(f"half {options.half}, seed {options.seed}")
    for row in dict.fromkeys(row for row, _ in cells):
        line = f"{row:<14}"
        for way in ("written", "spoken"):
            found, n = cells[row, way][True], cells[row, way].total()
            low, high = wilson(found, n)
            line += f"  {way} {found}/{n} = {found / max(n, 1):.3f} [{low:.3f}, {high:.3f}]"
        print(line)
    misses = list(near_misses(options.count, seed=options.seed))
    touched = [(language, text) for language, text in misses if is_touched(language, text)]
    print(f"near misses touched: {len(touched)} of {len(misses)}")
    if options.leaks:
        for language, text in touched[:40]:
            print("TOUCHED", language, text)


if __name__ == "__main__":
    main()
