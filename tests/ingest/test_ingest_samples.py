from __future__ import annotations

from pathlib import Path

import pytest

from convqa.conversation import Language, Transcript
from convqa.ingest import FIELDS, read
from convqa.ingest.sources import SUFFIXES

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def samples() -> list[Transcript]:
    found = list(read([str(SAMPLES)]))
    transcripts = [item for item in found if isinstance(item, Transcript)]
    assert len(transcripts) == len(found)
    return transcripts


def test_every_sample_is_read_whole(samples: list[Transcript]) -> None:
    count: dict[str, list[int]] = {}
    for transcript in samples:
        count.setdefault(transcript.source, []).append(len(transcript.utterances))
    assert count == {
        "call.vtt": [11],
        "chat-names.txt": [9, 7],
        "chat.txt": [10],
        "conversations.jsonl": [9, 11, 6, 6, 8],
        "export.json": [10, 7],
        "latin1.txt": [10],
        "messages.csv": [7, 7, 6],
        "messages.tsv": [7, 7],
        "messages.xlsx": [7, 7],
        "phone.srt": [11],
    }
    assert all(len(transcript.speakers) >= 2 for transcript in samples)


def test_ids_are_distinct(samples: list[Transcript]) -> None:
    assert len({transcript.id for transcript in samples}) == len(samples)


def test_each_main_format_and_language_has_a_sample(samples: list[Transcript]) -> None:
    assert {Path(item.source).suffix for item in samples} >= {
        ".txt",
        ".json",
        ".jsonl",
        ".csv",
        ".tsv",
        ".xlsx",
        ".vtt",
        ".srt",
    }
    assert {item.language for item in samples} >= set(Language)


def test_windows_1252_survives(samples: list[Transcript]) -> None:
    text = "\n".join(u.text for item in samples if item.source == "latin1.txt" for u in item.utterances)
    assert all(word in text for word in ("Åse", "Ærøvej", "Ærøskøbing", "føler", "Bjørn Sørensen"))


def test_what_the_samples_read_me_lists(samples: list[Transcript]) -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{item.source}`" in text for item in samples)


def test_the_formats_page_names_every_suffix_and_field() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [name for name in (*SUFFIXES, *FIELDS) if f"`{name}`" not in page] == []
