from __future__ import annotations

import io
from pathlib import Path

import pytest

from convqa.conversation import Transcript
from convqa.ingest import KINDS, read
from convqa.ingest.sources import SUFFIXES

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TABLE = "conversation,speaker,text\n1,Kunde,Hvor er min pakke?\n1,Agent,Den kommer i dag.\n"


def kinds(*inputs: str | Path, stdin: str = "") -> set[str | None]:
    found = list(read([str(one) for one in inputs], stdin=io.BytesIO(stdin.encode())))
    assert all(isinstance(one, Transcript) for one in found)
    return {one.kind for one in found if isinstance(one, Transcript)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("call.vtt", "cues"),
        ("chat.txt", "text"),
        ("conversations.jsonl", "jsonl"),
        ("export.json", "json"),
        ("messages.csv", "table"),
        ("messages.tsv", "table"),
        ("messages.xlsx", "spreadsheet"),
        ("phone.srt", "cues"),
    ],
)
def test_a_transcript_tells_what_its_file_is(name: str, kind: str) -> None:
    assert kinds(SAMPLES / name) == {kind}


def test_the_content_tells_where_the_name_does_not(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text(TABLE, encoding="utf-8")
    assert kinds(path) == {"table"}
    assert kinds("-", stdin=TABLE) == {"table"}


def test_every_kind_of_file_is_described() -> None:
    assert set(SUFFIXES.values()) == set(KINDS)
