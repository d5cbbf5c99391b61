"""Measure what `convqa.redaction` finds on the labelled corpus: recall, precision, misses by cause, speed.

    python -m training.pii.measure [--part PART] [--every N] [--json FILE] [--misses] [--extras]
        [--tagger FILE [--alone] [--sure P]]

Each conversation is read as it is ("original") and, with people, addresses and numbers exchanged for held-out ones,
in every style of `styles.py`; and with its own people in some of those ("own, chat"). A place counts as found when all
its letters and digits are replaced. In the original a marked string counts as gone when no place of it is left
untouched. What is replaced counts as right when a mark or an agent's signature touches it. The rules know all names of
their lists, held out or not; of exchanged people the tagger is measured as if no list held those that are held out.

The batches o1-o8, y1-y7 and z1-z7 have marks of their own (`marks.py`), also of companies, places and pets: what of
these stays is counted. Of the held-out part nothing is ever shown but counts: no rule is to be written from its texts.
"""

from __future__ import annotations

import argparse
import json
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Finding, Reading
from convqa.redaction.leak import IN_WORDS, ORIGINAL
from training.corpus import LATER_BATCHES, records, waiting
from training.pii import lists
from training.pii.causes import cause
from training.pii.figures import Cell, Tallies, Tally, json_rows, sum_over, table
from training.pii.marks import KEPT, PART, with_second_marks
from training.pii.segments import PERSON, UNSURE, Passage, Span, batch, join, segments
from training.pii.styles import Style, restyle
from training.pii.substitute import substitute
from training.pii.tagged import load_tagger, together

__all__ = [
    "DEVELOPED",
    "HELD_OUT",
    "LATER",
    "ORIGINAL",
    "PARTS",
    "TUNED",
    "Figures",
    "count",
    "main",
    "measure",
    "part_of",
    "variants",
]

DEVELOPED, LATER, TUNED, HELD_OUT = "developed on", "later", "tuned on", "held out"
"""Parts of the corpus: on which the first rules were written; that came later; that came later and in which the tagger
is not trained, so that thresholds can be chosen and misses read there; of which nobody reads the misses."""
PARTS = (DEVELOPED, LATER, TUNED, HELD_OUT)
TUNED_BATCHES = frozenset(f"n{number}" for number in range(1, 9))
HELD_OUT_BATCHES = frozenset({"a5", "f2", "p2", *(f"{wave}{number}" for wave in "yz" for number in range(1, 8))})
OWN = "own"
OWN_STYLES = (Style.CHAT, Style.SPEECH, Style.SPELLED)
READ_PARTS = frozenset({DEVELOPED, LATER, TUNED})
WITH_DIGITS = frozenset({
    "phone", "id_number", "account", "birth_date", "address", "national_id", "passport", "card", "plate",
    "customer_number", "case_number", "other_number", PART,
})  # fmt: skip
CODES = frozenset({"order", "booking"})
"""May be letters alone; in words where they are several."""
SEED = 20261127
CONTEXT = 40

Find = Callable[[Reading], Sequence[Finding]]


@dataclass(slots=True, kw_only=True)
class Figures:
    """What was counted.

    Attributes:
        recall: by kind of mark.
        precision: by kind of placeholder.
        kept: by kind of what is marked as no personal data, how much of it stays as it is.
        seconds: of processor time spent on finding.
        readings: how many texts were read.
        shown: misses and wrong finds of the parts that may be read, with what stands around them.
    """

    recall: Tallies = field(default_factory=lambda: defaultdict(Tally))
    precision: Tallies = field(default_factory=lambda: defaultdict(Tally))
    kept: Tallies = field(default_factory=lambda: defaultdict(Tally))
    seconds: float = 0.0
    readings: int = 0
    shown: list[str] = field(default_factory=list)


def part_of(record: Mapping[str, Any]) -> str:
    """The part of the corpus that a conversation belongs to."""
    name = batch(record)
    if name in HELD_OUT_BATCHES:
        return HELD_OUT
    return TUNED if name in TUNED_BATCHES else LATER if name in LATER_BATCHES else DEVELOPED


def variants(record: Mapping[str, Any], names: lists.Names) -> Iterator[tuple[str, Passage]]:
    """The conversation as it is, in some styles, and with other people and numbers in every style; always the same."""
    language, turns = Language(record["language"]), segments(record)
    yield ORIGINAL, join(turns, language)
    for number, style in enumerate(OWN_STYLES):
        generator = np.random.default_rng([SEED, zlib.crc32(record["id"].encode()), len(Style) + number])
        yield f"{OWN}, {style}", join(restyle(turns, language, style, generator), language)
    for number, style in enumerate(Style):
        generator = np.random.default_rng([SEED, zlib.crc32(record["id"].encode()), number])
        other = substitute(turns, language, names, generator)
        yield style, join(restyle(other, language, style, generator), language)


def measure(
    chosen: Sequence[Mapping[str, Any]], names: lists.Names, finder: Find = find, unaware: Find | None = None
) -> Figures:
    """Count over conversations of the corpus.

    Args:
        chosen: records of the corpus.
        names: to fill in.
        finder: that is measured.
        unaware: the same, knowing nothing of the names that are filled in; `None`: `finder` itself.
    """
    figures = Figures()
    for record in chosen:
        for style, passage in variants(record, names):
            began = time.process_time()
            own = style == ORIGINAL or style.startswith(OWN)
            findings = (finder if own or unaware is None else unaware)(passage.reading)
            figures.seconds += time.process_time() - began
            figures.readings += 1
            count(figures, passage, findings, part=part_of(record), style=style)
            if style == ORIGINAL:
                _count_strings(figures, record, passage, _replaced(passage.reading, findings))
    return figures


def count(figures: Figures, passage: Passage, findings: Sequence[Finding], *, part: str, style: str) -> None:
    """Add what was found in one passage."""
    reading, language = passage.reading, passage.reading.language
    replaced, marked = _replaced(reading, findings), bytearray(len(reading.text))
    for span in passage.spans:
        if span.kind in KEPT:
            tally = figures.kept[Cell(part, span.kind, language, style)]
            tally.n += 1
            tally.right += not any(replaced[span.start : span.end])
            continue
        marked[span.start : span.end] = b"\1" * (span.end - span.start)
        if span.kind == UNSURE:
            continue
        text = reading.text[span.start : span.end]
        tally = figures.recall[Cell(part, kind_of(text, span.kind), language, style, span.origin)]
        tally.n += 1
        if covered(reading, span, replaced):
            tally.right += 1
            continue
        tally.causes[cause(text, span.kind, language, touched=any(replaced[span.start : span.end]))] += 1
        if style == ORIGINAL and part in READ_PARTS:
            figures.shown.append(f"MISS {language} {span.kind}: {_around(reading, span.start, span.end)}")
    for place in findings:
        tally = figures.precision[Cell(part, place.kind, language, style)]
        tally.n += 1
        right = any(marked[place.start : place.end])
        tally.right += right
        if style == ORIGINAL and part in READ_PARTS and not right:
            figures.shown.append(f"EXTRA {language} {place.kind}: {_around(reading, place.start, place.end)}")


def _replaced(reading: Reading, findings: Sequence[Finding]) -> bytearray:
    """For each character of the text, whether it is replaced."""
    replaced = bytearray(len(reading.text))
    for place in findings:
        replaced[place.start : place.end] = b"\1" * (place.end - place.start)
    return replaced


def _count_strings(figures: Figures, record: Mapping[str, Any], passage: Passage, replaced: bytearray) -> None:
    """Count marked strings of which no place is left untouched."""
    gone: dict[tuple[str, str], bool] = {}
    for span in passage.spans:
        if span.kind in KEPT or span.kind == UNSURE:
            continue
        key = (passage.reading.text[span.start : span.end], span.kind)
        gone[key] = gone.get(key, True) and any(replaced[span.start : span.end])
    for text, kind in {(mark["text"].strip(), mark["type"]) for mark in record["pii"]} & gone.keys():
        tally = figures.recall[Cell(part_of(record), kind_of(text, kind), passage.reading.language, ORIGINAL)]
        tally.strings += 1
        tally.gone += gone[text, kind]


def kind_of(text: str, kind: str) -> str:
    """The kind, numbers without a digit apart."""
    in_words = kind in WITH_DIGITS or (kind in CODES and " " in text)
    return kind + IN_WORDS if in_words and not any(map(str.isdigit, text)) else kind


def covered(reading: Reading, span: Span, replaced: bytearray) -> bool:
    """Whether every letter and digit of a span is replaced."""
    return all(replaced[place] or not reading.text[place].isalnum() for place in range(span.start, span.end))


def _around(reading: Reading, start: int, end: int) -> str:
    text = reading.text
    return repr(f"{text[max(0, start - CONTEXT) : start]}«{text[start:end]}»{text[end : end + CONTEXT]}")


def report(figures: Figures) -> Iterator[str]:
    """The tables."""
    for part in PARTS:
        recall = {cell: tally for cell, tally in figures.recall.items() if cell.part == part}
        precision = {cell: tally for cell, tally in figures.precision.items() if cell.part == part}
        if not recall:
            continue
        yield f"\n{part}: found, by kind and style"
        yield from table(recall, ["kind"], "style")
        yield f"\n{part}: found, by kind and language, original"
        yield from table(
            {cell: tally for cell, tally in recall.items() if cell.style == ORIGINAL}, ["kind"], "language"
        )
        people = {cell: tally for cell, tally in recall.items() if cell.kind == PERSON}
        yield f"\n{part}: people found, by language and style"
        yield from table(people, ["language"], "style")
        yield f"\n{part}: people found, by origin of the first name and style"
        yield from table({cell: tally for cell, tally in people.items() if cell.origin}, ["origin"], "style")
        yield f"\n{part}: what is replaced and marked, by kind and style"
        yield from table(precision, ["kind"], "style")
        kept = {cell: tally for cell, tally in figures.kept.items() if cell.part == part}
        if kept:
            yield f"\n{part}: what is no personal data and stays, by kind and style"
            yield from table(kept, ["kind"], "style")
        for kind, tally in sorted((cell.kind, tally) for cell, tally in _originals(recall).items()):
            yield f"{part}: {kind}: {tally.gone} of {tally.strings} strings gone; missed places: {dict(tally.causes)}"
    yield f"\n{1000 * figures.seconds / max(1, figures.readings):.2f} ms a conversation"


def _originals(recall: Mapping[Cell, Tally]) -> Tallies:
    """The original text's tallies by kind."""
    return sum_over({cell: tally for cell, tally in recall.items() if cell.style == ORIGINAL}, "language", "origin")


def _finders(options: argparse.Namespace) -> tuple[Find, Find]:
    """What reads conversations with their own people, and those with others."""
    if not options.tagger:
        return find, find
    tags = [load_tagger(options.tagger, hide=hide, sure=options.sure) for hide in (False, True)]
    own, others = (tag.tag if options.alone else together(tag) for tag in tags)
    return own, others


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, help="measure on this part alone")
    parser.add_argument("--every", type=int, default=1, help="read only every so-manieth conversation")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--misses", action="store_true", help="list places that are missed")
    parser.add_argument("--extras", action="store_true", help="list what is replaced and not marked")
    parser.add_argument("--tagger", type=Path, help="measure the rules together with this tagger (its folder)")
    parser.add_argument("--alone", action="store_true", help="measure the tagger without the rules")
    parser.add_argument("--sure", type=float, help="how sure the tagger must be, from 0 to 1, instead of as released")
    options = parser.parse_args()
    # The public threads hold placeholders already.
    everything = chain(records(), waiting())
    chosen = [one for one in everything if "pii" in one and options.part in (None, part_of(one))]
    marked = [with_second_marks(one) for one in chosen]
    figures = measure(marked[:: options.every], lists.load(held=True), *_finders(options))
    wanted = {"MISS": options.misses, "EXTRA": options.extras}
    for line in (line for line in figures.shown if wanted[line.partition(" ")[0]]):
        print(line)
    for line in report(figures):
        print(line)
    if options.json:
        rows = {
            "recall": list(json_rows(figures.recall)),
            "precision": list(json_rows(figures.precision)),
            "kept": list(json_rows(figures.kept)),
            "ms_per_conversation": round(1000 * figures.seconds / max(1, figures.readings), 2),
        }
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
