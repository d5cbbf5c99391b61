"""Measure `convqa.redaction` on the labelled corpus: recall by type and language, precision, speed.

    python training/measure_redaction.py data/corpus/conversations.jsonl [--json FILE] [--figures FILE] [--misses]
        [--extras]

The corpus marks exact strings. A string counts as found when no occurrence of it (as whole words) survives in
the redacted text, and as covered when every occurrence lies wholly inside replaced text. Strings without a digit
that are not names or emails (numbers spoken in words) are counted apart. Batches in `HELD_OUT` were never looked
at while the rules were written, though their totals were watched; the others but those of `DEVELOPED_ON` came later,
and played no part in it at all. `--misses` and `--extras` show only the last.

`--figures convqa/redaction/figures.json` writes the counts that the product states, wherever it states its leak.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from convqa import redaction
from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.redaction import SiteKey, redact
from convqa.redaction.findings import read
from convqa.redaction.leak import wilson
from convqa.redaction.redact import find

HELD_OUT = ("a5", "f2", "p2")
DEVELOPED_ON = ("a", "b", "c", "d", "f", "g", "p")
# The corpus marks no order, booking and case numbers: what is replaced as such says nothing of precision.
UNMARKED = ("ORDER", "BOOKING", "CASE_NUMBER", "NUMBER", "CUSTOMER_NUMBER", "USERNAME", "URL", "IP", "CARD", "PLATE")
DIGITS = ("phone", "id_number", "account", "birth_date", "address")


def transcript(record: dict[str, Any]) -> Transcript:
    """The corpus record as ingest would give it, speakers named by role only."""
    roles = list(dict.fromkeys(turn["role"] for turn in record["turns"]))
    return Transcript(
        id=record["id"],
        id_given=True,
        source="conversations.jsonl",
        turns_given=True,
        speakers=tuple(Speaker(key=role, role=Role(role)) for role in roles),
        utterances=tuple(Utterance(speaker=turn["role"], text=turn["text"]) for turn in record["turns"]),
    )


def places(text: str, string: str) -> list[tuple[int, int]]:
    """Where a marked string stands as whole words; a genitive ending may follow."""
    pattern = rf"(?<!\w){re.escape(string)}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text)]


def main() -> None:
    """Print the tables; `--json` writes them too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--figures", type=Path, help="write the counts, as convqa/redaction/figures.json, to this file")
    parser.add_argument("--misses", action="store_true", help="list marked strings that survive")
    parser.add_argument("--extras", action="store_true", help="list replaced names and numbers that are not marked")
    options = parser.parse_args()
    records = [json.loads(line) for line in options.corpus.read_text(encoding="utf-8").splitlines()]
    key = SiteKey.default()
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    spans: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seconds = 0.0
    for record in records:
        part = part_of(record["id"])
        language = Language(record["language"])
        raw = transcript(record)
        roles = {speaker.key: speaker.role or Role.SYSTEM for speaker in raw.speakers}
        began = time.process_time()
        conversation = redact(raw, language=language, roles=roles, role_certainty=1.0, key=key)
        seconds += time.process_time() - began
        redacted = "\n".join(turn.text for turn in conversation.turns)
        reading = read([turn["text"] for turn in record["turns"]], language)
        findings = find(reading)
        covered = bytearray(len(reading.text))
        for finding in findings:
            covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
        marked = bytearray(len(reading.text))
        for mark in {(mark["text"], mark["type"]) for mark in record["pii"]}:
            string, kind = mark
            if kind in DIGITS and not any(character.isdigit() for character in string):
                kind += " (spoken)"
            found = not places(redacted, string)
            spots = places(reading.text, string)
            for start, end in spots:
                marked[start:end] = b"\1" * (end - start)
            cell = counts[part, kind, record["language"]]
            cell["n"] += 1
            cell["found"] += found
            cell["covered"] += all(all(covered[start:end]) for start, end in spots)
            if options.misses and part == "developed on" and not found:
                where = reading.text.find(string)
                context = reading.text[max(0, where - 40) : where + len(string) + 25]
                print(f"MISS {record['language']} {kind}: {string!r} in {context!r}")
        for finding in findings:
            cell = spans[part, finding.kind]
            cell["n"] += 1
            right = any(marked[finding.start : finding.end])
            cell["marked"] += right
            if options.extras and part == "developed on" and not right and finding.kind not in UNMARKED:
                text = reading.text
                context = f"{text[max(0, finding.start - 30) : finding.start]}«{text[finding.start : finding.end]}»"
                print(f"EXTRA {record['language']} {finding.kind}: {context + text[finding.end : finding.end + 20]!r}")
    figures = report(counts, spans)
    figures["ms_per_conversation"] = round(1000 * seconds / len(records), 2)
    print(f"\n{figures['ms_per_conversation']} ms a conversation")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.figures:
        options.figures.write_text(figures_file(counts, spans), encoding="utf-8")


PARTS = ("developed on", "held out", "unread")


def part_of(name: str) -> str:
    """Which of `PARTS` a conversation belongs to."""
    if name.startswith(HELD_OUT):
        return "held out"
    return "developed on" if name.startswith(DEVELOPED_ON) else "unread"


def figures_file(counts: dict[tuple[str, str, str], Counter[str]], spans: dict[tuple[str, str], Counter[str]]) -> str:
    """The content of convqa/redaction/figures.json; see `convqa.redaction.leak`."""
    parts: dict[str, Any] = {part: {"recall": defaultdict(dict), "marked": {}} for part in PARTS}
    order = list(Language)
    for (part, kind, language), cell in sorted(counts.items(), key=lambda one: (one[0][1], order.index(one[0][2]))):
        parts[part]["recall"][kind][language] = [cell["found"], cell["n"]]
    for (part, placeholder), cell in sorted(spans.items()):
        if placeholder not in UNMARKED:
            parts[part]["marked"][placeholder] = [cell["marked"], cell["n"]]
    figures = {"redactor": f"{redaction.NAME}@{redaction.VERSION}", "parts": parts}
    # A line a kind: pairs and languages stay on it.
    text = re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", json.dumps(figures, indent=1))
    return re.sub(r"\{\s+((?:\"\w\w\": \[\d+, \d+\],?\s+)+)\}", lambda found: _line(found[1]), text) + "\n"


def _line(languages: str) -> str:
    return "{" + " ".join(languages.split()) + "}"


def report(
    counts: dict[tuple[str, str, str], Counter[str]], spans: dict[tuple[str, str], Counter[str]]
) -> dict[str, Any]:
    """Print the tables of recall and precision and return their figures."""
    rows: list[dict[str, Any]] = []
    for part in PARTS:
        print(f"\n{part}\n{'type':<22}{'language':<10}{'n':>5} {'recall':>7}  {'95 %':<13}{'covered':>8}")
        for kind in sorted({kind for where, kind, _ in counts if where == part}):
            cells = {language: cell for (where, k, language), cell in counts.items() if (where, k) == (part, kind)}
            cells["all"] = sum(cells.values(), Counter())
            for language, cell in cells.items():
                n, found = cell["n"], cell["found"]
                low, high = wilson(found, n)
                row = {"part": part, "type": kind, "language": language, "n": n, "recall": round(found / n, 4)}
                rows.append(
                    row | {"low": round(low, 4), "high": round(high, 4), "covered": round(cell["covered"] / n, 4)}
                )
                print(
                    f"{kind:<22}{language:<10}{n:>5} {found / n:>7.3f}  {low:.3f}-{high:.3f}{cell['covered'] / n:>9.3f}"
                )
    precision: list[dict[str, Any]] = []
    print(f"\n{'replaced':<16}{'part':<14}{'n':>6} {'marked':>7}  95 %")
    for (part, kind), cell in sorted(spans.items()):
        low, high = wilson(cell["marked"], cell["n"])
        share = cell["marked"] / cell["n"]
        precision.append({"part": part, "kind": kind, "n": cell["n"], "marked": round(share, 4)})
        print(f"{kind:<16}{part:<14}{cell['n']:>6} {share:>7.3f}  {low:.3f}-{high:.3f}")
    return {"recall": rows, "precision": precision}


if __name__ == "__main__":
    main()
