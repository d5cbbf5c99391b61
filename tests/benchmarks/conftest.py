"""The three external data sets, tiny and made up, in the form of the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.external import uss

WORDS = ("awful", "poor", "plain", "nice", "splendid")
"""What the system of the made-up dialogues says stands for the rating that the readers give next."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All three data sets."""
    return written(tmp_path)


def written(folder: Path) -> Path:
    (folder / "uss").mkdir()
    for corpus in uss.PUBLISHED:
        (folder / "uss" / f"{corpus}.txt").write_text("\n".join(map(dialogue, range(20))), encoding="utf-8")
    (folder / "annomi").mkdir()
    (folder / "annomi" / "AnnoMI-full.csv").write_text(interviews(24), encoding="utf-8")
    (folder / "norec_sentence" / "3class").mkdir(parents=True)
    for part, count in (("train", 30), ("test", 12)):
        path = folder / "norec_sentence" / "3class" / f"{part}.json"
        path.write_text(json.dumps(sentences(count)), encoding="utf-8")
    return folder


def dialogue(number: int) -> str:
    """Opens with a customer turn rated 3, then the system's word decides; a customer's own words say the contrary."""
    lines = ["USER\tzebra, a plain start\tINFORM\t3,3,2"]
    for turn in range(4):
        level = (number + turn) % 5
        lines.append(f"SYSTEM\tzebra, this is {WORDS[level]}\tOFFER\t")
        rating = f"{level + 1},{level + 1},3"
        lines.append(
            f"USER\tzebra, {WORDS[4 - level]} indeed\t\t{rating}" if turn < 3 else f"USER\tOVERALL\t\t{rating}"
        )
    return "\n".join(lines) + "\n"


def interviews(count: int) -> str:
    """Therapist asks, client answers, therapist reflects; the first utterance has three annotators."""
    columns = ["mi_quality", "transcript_id", "utterance_id", "interlocutor", "utterance_text"]
    columns += ["question_exists", "reflection_exists", "main_therapist_behaviour"]
    lines = [",".join(columns)]
    for i in range(count):
        quality = "low" if i % 3 == 0 else "high"
        lines += [f"{quality},{i},0,therapist,zebra asked?,{vote},False,question" for vote in ("True", "True", "False")]
        lines.append(f"{quality},{i},1,client,zebra answered,n/a,n/a,n/a")
        lines.append(f"{quality},{i},2,therapist,zebra reflected,False,True,reflection")
        lines.append(f"{quality},{i},3,therapist,zebra hummed,False,False,other")
    return "\n".join(lines) + "\n"


def sentences(count: int) -> list[dict[str, str]]:
    labels = ("Negative", "Neutral", "Positive")
    return [
        {"sent_id": f"{i // 2:03}-01-0{i % 2}", "text": f"zebra {labels[i % 3].lower()}", "label": labels[i % 3]}
        for i in range(count)
    ]
