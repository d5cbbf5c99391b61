"""Made-up personal numbers planted in sentences: what of them survives redaction.

Every number is made here, in the shapes of five languages, with right and with wrong check digits, and planted in the
sentences of `numbers.toml`, which come in three parts: rules may be tuned on part ``a``, parts ``b`` and ``c`` are for
figures only (`--leaks` does not show them), and ``c`` was written after the rules. A number counts as found when every
letter and digit of it is covered. Near misses are what must stay.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read
from training.pii.measure import Find
from training.pii.planted.chance import Chance
from training.pii.planted.spoken import in_words, two_digits
from training.pii.planted.values import MAKERS

__all__ = ["NAMED_ONLY", "PARTS", "Planted", "is_covered", "is_touched", "missed", "near_misses", "planted"]

PARTS = ("a", "b", "c")
STYLES = ("written", "lower", "digits", "pairs")
NAMED_ONLY = frozenset({"passport", "plate", "birth", "username", "order", "customer", "booking"})
"""Kinds that nothing but their name tells from other numbers; planted only where they are named or asked for."""


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


def planted(count: int, *, seed: int, half: str) -> Iterator[Planted]:
    """`count` values, kinds, languages and styles in turn, contexts by chance."""
    rng = random.Random(f"{seed} {half}")  # noqa: S311 - made-up text, reproducible
    make = Chance(rng)
    cells = [(kind, language, style) for kind in MAKERS for language in Language for style in STYLES]
    rng.shuffle(cells)
    for number in range(count):
        kind, language, style = cells[number % len(cells)]
        yield _plant(rng, kind, language, style, half, MAKERS[kind](make, language))


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


def is_covered(one: Planted, finder: Find = find) -> bool:
    """Whether redaction covers every letter and digit of the value."""
    return missed(one, finder) == 0


def missed(one: Planted, finder: Find = find) -> int:
    """How many letters and digits of the value stay."""
    reading = read(one.turns, one.language)
    base = reading.starts[one.turn]
    covered = {place for finding in finder(reading) for place in range(finding.start, finding.end)}
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
        while "{N}" in text:
            text = text.replace("{N}", two_digits(language, rng.randint(2, 99)), 1)
        yield language, text


def is_touched(language: Language, text: str, finder: Find = find) -> bool:
    """Whether redaction replaces anything in a turn but names."""
    return any(finding.kind is not Kind.PERSON for finding in finder(read([text], language)))
